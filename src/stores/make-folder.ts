import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it that are missing; nothing where it is there.
 *
 * Step by step rather than with Node's `recursive`, which never returns (Node 20.20) where a file system answers that
 * a folder it lists cannot hold others, as `/proc` does.
 *
 * @throws what the file system says: no permission, a file in the way
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && dirname(path) !== path) {
      await makeFolder(dirname(path))
      await mkdir(path)
    } else if (!(code === 'EEXIST' && (await stat(path)).isDirectory())) throw error
  }
}
