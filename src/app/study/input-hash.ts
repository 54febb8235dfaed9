import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { sha256OfFile } from '../../stores/run-folder.ts'

/**
 * Hashes what a command line reads: every word of it that is a file or a folder, byte by byte. What is in a folder is
 * hashed with its names, so that a coin added is another input.
 *
 * @param folder where the command runs
 */
export function inputHasher(folder: string): (words: readonly string[]) => Promise<string> {
  // Runs of a study mostly read the same files.
  const known = new Map<string, Promise<string>>()
  const hashOf = (path: string): Promise<string> => {
    const before = known.get(path)
    if (before !== undefined) return before
    const fresh = hashPath(path)
    known.set(path, fresh)
    return fresh
  }
  return async (words) => {
    const hash = createHash('sha256')
    for (const word of words) {
      hash.update(`${word}\0`)
      hash.update(`${await hashOf(resolve(folder, word))}\0`)
    }
    return hash.digest('hex')
  }
}

/** Empty where there is no such path: the word is then no input. */
async function hashPath(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return ''
  if (!found.isDirectory()) return sha256OfFile(path)
  const files = await filesUnder(path)
  const hash = createHash('sha256')
  for (const file of files) {
    hash.update(`${relative(path, file)}\0${await sha256OfFile(file)}\0`)
  }
  return hash.digest('hex')
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const nested = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesUnder(path) : Promise.resolve(entry.isFile() ? [path] : [])
    }),
  )
  return nested.flat().toSorted()
}
