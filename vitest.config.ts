import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'web/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['build/**', 'node_modules/**'],
    testTimeout: 30_000,
    // Every core: one less, which is the default, leaves a machine of two at half its speed.
    maxWorkers: '100%',
    benchmark: { include: ['src/**/*.bench.ts', 'bench/**/*.bench.ts'] },
  },
})
