import { createHash } from 'node:crypto'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { sha256OfFile } from '../../stores/run-folder.ts'

/**
 * Hashes what a command line reads: every word of it that is a file or a folder, byte by byte. What is in a folder is
 * hashed with its names, so that a coin added is another input; results that lie somewhere in it are none.
 *
 * @param folder where the command runs
 * @param out where results go
 */
export function inputHasher(
  folder: string,
  out: string,
): (words: readonly string[]) => Promise<string> {
  const hashes = new FileHashes()
  return async (words) => {
    const hash = createHash('sha256')
    for (const word of words) {
      hash.update(`${word}\0`)
      hash.update(`${await hashPath(resolve(folder, word), resolve(out), hashes)}\0`)
    }
    return hash.digest('hex')
  }
}

/** Hashes of files, each read once as long as it is the same: runs of a study mostly read the same ones. */
class FileHashes {
  readonly #known = new Map<string, { readonly version: string; readonly sha256: string }>()

  async of(path: string): Promise<string> {
    const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true })
    const version = [ino, size, mtimeNs, ctimeNs].join(' ')
    const known = this.#known.get(path)
    if (known?.version === version) return known.sha256
    const sha256 = await sha256OfFile(path)
    this.#known.set(path, { version, sha256 })
    return sha256
  }
}

/** Empty where there is no such path: the word is then no input. */
async function hashPath(path: string, out: string, hashes: FileHashes): Promise<string> {
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) return ''
  if (!found.isDirectory()) return hashes.of(path)
  const hash = createHash('sha256')
  for (const file of await filesUnder(path, out)) {
    hash.update(`${relative(path, file)}\0${await hashes.of(file)}\0`)
  }
  return hash.digest('hex')
}

async function filesUnder(folder: string, out: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      if (path === out) return []
      return entry.isDirectory() ? filesUnder(path, out) : entry.isFile() ? [path] : []
    }),
  )
  return nested.flat().toSorted()
}
