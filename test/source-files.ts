import { readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** The project's root folder. */
export const projectFolder: string = join(import.meta.dirname, '..')

const unwritten = new Set(['node_modules', 'build', '.cache', '.git', 'coverage'])

/** Every file someone wrote, as `/`-separated paths from the root; what tools make is left out. */
export function writtenFiles(folder: string = projectFolder): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !unwritten.has(entry.name) && !entry.name.startsWith('build.'))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory()
        ? writtenFiles(path)
        : [relative(projectFolder, path).split(sep).join('/')]
    })
}
