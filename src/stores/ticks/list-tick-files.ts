import { readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { UsageError } from '../../core/errors.ts'
import { worldFileError } from '../data-error.ts'

/**
 * The files that are meant by paths: a file itself, of a folder every file below it that is packed or text, in the
 * order of their names.
 *
 * @throws IsobarError `world` naming a path that is not there, or a folder without such files; UsageError naming a file
 *   that is meant twice
 */
export async function listTickFiles(paths: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    const found = await stat(path).catch((cause: unknown) => {
      throw worldFileError(path, cause)
    })
    if (!found.isDirectory()) {
      files.push(path)
      continue
    }
    const below = await filesBelow(path)
    if (below.length === 0) throw worldFileError(path, new Error('no file of ticks below it'))
    files.push(...below)
  }
  requireOnce(files)
  return files
}

function requireOnce(files: readonly string[]): void {
  const met = new Set<string>()
  for (const file of files) {
    const place = resolve(file)
    if (met.has(place)) throw new UsageError(`${file} is named twice`)
    met.add(place)
  }
}

const tickFile = /\.(csv|txt|jsonl)(\.gz)?$|\.zip$/

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw worldFileError(folder, cause)
  })
  const files: string[] = []
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) files.push(...(await filesBelow(path)))
    else if (tickFile.test(entry.name)) files.push(path)
  }
  return files
}
