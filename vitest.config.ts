import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { isCcxtStack } from './src/app/live/stray-rejections.ts'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'web/**/*.test.ts', 'test/**/*.test.ts'],
    exclude: ['build/**', 'node_modules/**'],
    // What takes seconds alone takes minutes on a machine that is busy with other things. Waits end sooner: test/until.ts.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // One more than there are cores: for a quarter of their time tests wait for served exchanges, browsers and processes.
    // One less, which is the default, leaves a machine of two at half its speed.
    maxWorkers: availableParallelism() + 1,
    // Files share their worker's modules: loading them anew for each of 300 files took as long as half of the tests.
    isolate: false,
    // What became of each source stays for the next run: 14 of the 30 s of processor time that reading all of them takes. It is
    // kept by what stands in a file, and here imports name files as they are called: one that is renamed changes its importers.
    experimental: { fsModuleCache: true, fsModuleCachePath: '.cache/vitest' },
    // ccxt sends into sockets that are being cut and awaits nothing of it.
    onUnhandledError: ({ stack }) => !isCcxtStack(stack),
    benchmark: { include: ['src/**/*.bench.ts', 'bench/**/*.bench.ts'] },
  },
})
