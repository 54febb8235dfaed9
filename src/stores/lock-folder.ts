import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { UsageError } from '../core/errors.ts'
import { worldFileError } from './data-error.ts'
import { isAlive } from './is-alive.ts'

/** Gives a folder back to whoever wants to write next. */
export type ReleaseLock = () => Promise<void>

/**
 * Makes this process the only writer of a folder, until it lets go or is no more.
 *
 * @param name of the file in it that says so
 * @throws UsageError while another process that is alive writes there
 */
export async function lockFolder(folder: string, name: string): Promise<ReleaseLock> {
  const path = join(folder, name)
  for (let attempt = 0; attempt < ATTEMPTS_MOST; attempt++) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(String(process.pid))
      await file.close()
      return () => rm(path, { force: true })
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw worldFileError(path, cause, 'write')
      }
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''))
    if (owner === process.pid || isAlive(owner)) {
      throw new UsageError(`process ${owner} is writing into ${folder}`, { folder, owner })
    }
    // Its owner was killed.
    await rm(path, { force: true })
  }
  throw new UsageError(`another process is writing into ${folder}`, { folder })
}

/** Others may want the same lock at the same time, and one of them wins. */
const ATTEMPTS_MOST = 10
