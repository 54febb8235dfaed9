import { open, readFile, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { UsageError } from '../core/errors.ts'
import { worldFileError } from './data-error.ts'
import { isAlive } from './is-alive.ts'

/** Gives a folder back to whoever wants to write next. */
export type ReleaseLock = () => Promise<void>

/** Locks of this process, by their paths. */
const held = new Set<string>()

/**
 * Makes this process the only writer of a folder, until it lets go or is no more.
 *
 * @param name of the file in it that says so
 * @throws UsageError while another process that is alive writes there
 */
export async function lockFolder(folder: string, name: string): Promise<ReleaseLock> {
  const path = join(folder, name)
  const text = (await nameOfProcess(process.pid)) ?? String(process.pid)
  for (let attempt = 0; attempt < attemptsMost; attempt++) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(text)
      await file.close()
      held.add(resolve(path))
      return async () => {
        held.delete(resolve(path))
        await rm(path, { force: true })
      }
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw worldFileError(path, cause, 'write')
      }
    }
    while (await isBeingWritten(path)) await pause(20)
    const owner = await lockOwner(path)
    if (owner !== undefined)
      throw new UsageError(`process ${owner} is writing into ${folder}`, { folder, owner })
    // Its owner was killed.
    await rm(path, { force: true })
  }
  throw new UsageError(`another process is writing into ${folder}`, { folder })
}

/** Others may want the same lock at the same time, and one of them wins. */
const attemptsMost = 10

/** So long it takes at most from making a lock to writing into it. */
const writingMs = 500

/** A lock that says nothing, and has only just been made. */
async function isBeingWritten(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined)
  return found?.size === 0 && Date.now() - found.mtimeMs < writingMs
}

/** The process that holds a lock; undefined where none does that is alive. */
export async function lockOwner(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '')
  const owner = Number(text.split(' ', 1)[0])
  if (!isAlive(owner)) return undefined
  // In a container every run has the same number, and after a boot it is somebody else's.
  const now = text.includes(' ') ? await nameOfProcess(owner) : undefined
  if (now !== undefined) return now === text ? owner : undefined
  return owner === process.pid && !held.has(resolve(path)) ? undefined : owner
}

/**
 * The number of a process, the boot, and when in it it was started: no other ever has all three. Undefined where the system does
 * not tell, which is anywhere but on Linux.
 */
async function nameOfProcess(pid: number): Promise<string | undefined> {
  try {
    const [boot, about] = await Promise.all([
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ])
    // The program's name, in parentheses, may hold anything. The state is the third field, the start the 22nd.
    const fields = about.slice(about.lastIndexOf(')') + 2).split(' ')
    return `${pid} ${boot.trim()}.${fields[19]}`
  } catch {
    return undefined
  }
}
