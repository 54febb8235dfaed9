import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'web/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['build/**', 'node_modules/**'],
    // What takes seconds alone takes a minute on a machine that is busy with other things.
    testTimeout: 120_000,
    // Every core: one less, which is the default, leaves a machine of two at half its speed.
    maxWorkers: '100%',
    benchmark: { include: ['src/**/*.bench.ts', 'bench/**/*.bench.ts'] },
  },
})
