import { rename, rm, writeFile } from 'node:fs/promises'
import { worldFileError } from './data-error.ts'

/**
 * Puts a text in a file's place: written aside and renamed, so that a reader sees the old file or the new one, never
 * half of it. It is on the disk before it is renamed, so that this holds through a loss of power too.
 *
 * @throws IsobarError of code `world` naming the file; what was there before is then still there
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const aside = `${path}.${process.pid}.part`
  try {
    await writeFile(aside, text, { flush: true })
    await rename(aside, path)
  } catch (cause) {
    await rm(aside, { force: true })
    throw worldFileError(path, cause, 'write')
  }
}
