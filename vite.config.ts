import { defineConfig } from 'vite'

// The desk's page: one script and one style sheet, so that a report can carry both inside itself.
export default defineConfig({
  root: 'web',
  // Relative addresses: the page works wherever it is served from.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    // `--outDir` lies outside the root; without this vite would leave an older build's files in it.
    emptyOutDir: true,
    // What the newest features of the code need; every desktop browser since 2023 has them.
    target: 'es2023',
    modulePreload: false,
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: { output: { codeSplitting: false } },
  },
})
