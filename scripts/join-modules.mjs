import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Joins what the command, its threads and the doors are made of into few files: Node takes half a millisecond of a processor
 * for each module it loads, and `isobar start` has 890. Of processor time until it stands, `isobar start` took 0.95 s and takes
 * 0.67, `isobar pairs` 0.48 and 0.29, `isobar stats` 0.37 and 0.21; to build takes half a second more.
 *
 * What begins keeps its place and its exports. What several need lies in chunks beside the threads, for it names their files as
 * they are seen from there; so a strategy has behind a door what the command itself uses. Modules that nothing begins with
 * stay as they were compiled, for benchmarks.
 *
 * @param folder of the compiled sources, `src` of a build
 */
export async function joinModules(folder) {
  const { build } = await import('esbuild')
  const threads = readdirSync(join(folder, 'app', 'workers')).filter((name) =>
    name.endsWith('-worker.js'),
  )
  const doors = readdirSync(folder).map((name) => join(folder, name, 'index.js'))
  await build({
    entryPoints: [
      join(folder, 'app', 'cli', 'main.js'),
      ...threads.map((name) => join(folder, 'app', 'workers', name)),
      ...doors.filter((path) => existsSync(path)),
    ],
    // From where modules are named above their lines: the same bytes wherever it is built.
    absWorkingDir: folder,
    outdir: folder,
    outbase: folder,
    allowOverwrite: true,
    chunkNames: 'app/workers/[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'es2023',
    logLevel: 'warning',
  })
}
