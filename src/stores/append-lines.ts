import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './sync-folder.ts'

/**
 * Puts entries at the end of a file of JSON lines, in one write, so that processes at the same time do not tear each
 * other's lines. They are on the disk when it settles.
 *
 * @param torn what ends a line that a process which died left half written
 */
export async function appendLines(
  path: string,
  entries: readonly object[],
  torn = '\n',
): Promise<void> {
  const file = await open(path, 'a+')
  try {
    const { size } = await file.stat()
    const start = (await endsTorn(file, size)) ? torn : ''
    const text = Buffer.from(start + entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
    const { bytesWritten } = await file.write(text)
    if (bytesWritten < text.length) throw new Error('the disk took only a part of the entry')
    await file.sync()
    if (size === 0) await syncFolder(dirname(path))
  } finally {
    await file.close()
  }
}

/** Whether the last line lacks its end. */
async function endsTorn(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== 0x0a
}
