import { open } from 'node:fs/promises'

/**
 * Puts a folder's list of files on the disk for good: only then does a renamed file survive a loss of power.
 *
 * Does nothing on Windows, where a folder cannot be opened.
 */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
