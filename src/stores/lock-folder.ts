import { randomUUID } from 'node:crypto'
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { UsageError } from '../core/errors.ts'
import { worldFileError } from './data-error.ts'
import { isAlive } from './is-alive.ts'
import { parseProcessName, processName, type ProcessName } from './process-name.ts'

/** Gives a folder back to whoever wants to write next. */
export type ReleaseLock = () => Promise<void>

/** How a lock is held. */
export interface LockTerms {
  /** Its holder writes it again so often. */
  readonly renewMs?: number
  /** One that cannot be looked at and has not written for so long is no more. */
  readonly silentMs?: number
  /** Hears once that the lock is another's now: this process stood still for longer than that, or somebody removed it. */
  readonly lost?: () => void
  /** What whoever finds it held is told to do. */
  readonly advice?: string
}

/** Six turns may be missed: a disk may be busy for seconds. */
const usualTerms = { renewMs: 5_000, silentMs: 30_000, lost: () => undefined, advice: '' }

/** Locks of this process, by their paths. */
const held = new Set<string>()

/**
 * Makes this process the only writer of a folder, until it lets go or is no more. A lock of a process that cannot be looked at
 * from here (in another container, on another machine, before a boot) is waited for: until it is renewed, which says that its
 * holder is alive, or has not been for `silentMs`.
 *
 * @param name of the file in it that says so
 * @throws UsageError while another process that is alive writes there
 */
export async function lockFolder(
  folder: string,
  name: string,
  terms: LockTerms = {},
): Promise<ReleaseLock> {
  const path = join(folder, name)
  const { silentMs, advice, ...keeping } = { ...usualTerms, ...terms }
  const text = await processName(process.pid)
  for (let attempt = 0; attempt < attemptsMost; attempt++) {
    try {
      const file = await open(path, 'wx')
      await file.writeFile(text)
      await file.close()
      return keep(path, text, keeping)
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw worldFileError(path, cause, 'write')
      }
    }
    await written(path)
    const found = await stampOf(path)
    const { owner, isSure } = await ownerOf(path, found.text)
    if (owner !== undefined && isSure)
      throw new UsageError(`process ${owner} is writing into ${folder}${advice}`, { folder, owner })
    if (owner !== undefined && (await isRenewed(path, silentMs)))
      throw new UsageError(
        `process ${owner} of another container or machine is writing into ${folder}: its ${name} has just been renewed${advice}`,
        { folder, owner },
      )
    await removeDead(path, found)
  }
  throw new UsageError(`another process is writing into ${folder}${advice}`, { folder })
}

/** Others may want the same lock at the same time, and one of them wins. */
const attemptsMost = 10

/** A file is the same as long as all of it is. */
interface Stamp {
  readonly text: string
  readonly inode: number | undefined
  readonly mtimeMs: number | undefined
}

async function stampOf(path: string): Promise<Stamp> {
  const found = await stat(path).catch(() => undefined)
  return { text: await textOf(path), inode: found?.ino, mtimeMs: found?.mtimeMs }
}

/** Whoever removes a lock needs a moment for it: a guard that is older is of one that was killed in it. */
const guardMs = 10_000

/**
 * Removes a lock whose owner was killed, one process at a time: of many who find it dead the second would remove the lock that
 * the first has made meanwhile.
 */
async function removeDead(path: string, dead: Stamp): Promise<void> {
  const guard = `${path}.guard`
  try {
    await writeFile(guard, '', { flag: 'wx' })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
      throw worldFileError(guard, cause, 'write')
    const { mtimeMs } = await stampOf(guard)
    if (mtimeMs !== undefined && (await ageOf(path, mtimeMs)) > guardMs)
      await rm(guard, { force: true })
    return pause(20)
  }
  const { text, inode, mtimeMs } = await stampOf(path)
  if (text === dead.text && inode === dead.inode && mtimeMs === dead.mtimeMs)
    await rm(path, { force: true })
  await rm(guard, { force: true })
}

/** So long it takes at most from making a lock to writing into it. */
const writingMs = 500

/** Waits while a lock says nothing, for it may have only just been made. By our own clock: the file's may be anywhere. */
async function written(path: string): Promise<void> {
  const end = performance.now() + writingMs
  const isEmpty = async (): Promise<boolean> =>
    (await stat(path).catch(() => undefined))?.size === 0
  while (performance.now() < end && (await isEmpty())) await pause(20)
}

function keep(
  path: string,
  text: string,
  { renewMs, lost }: Required<Omit<LockTerms, 'silentMs' | 'advice'>>,
): ReleaseLock {
  held.add(resolve(path))
  let renewing: Promise<void> | undefined
  const renew = async (): Promise<void> => {
    const isOurs = await renewed(path, text)
    renewing = undefined
    if (isOurs) return
    clearInterval(timer)
    lost()
  }
  const timer = setInterval(() => {
    renewing ??= renew()
  }, renewMs)
  // A lock alone keeps no process alive.
  timer.unref()
  return async () => {
    clearInterval(timer)
    await renewing
    held.delete(resolve(path))
    if ((await textOf(path)) === text) await rm(path, { force: true })
  }
}

/** Writes the lock again, so that the file system stamps it by its own clock. @returns whether it is still ours */
async function renewed(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, 'r+')
    try {
      const found = await file.readFile('utf8')
      // An empty one is another's that is being made.
      if (found !== text) return false
      await file.write(text, 0)
      return true
    } finally {
      await file.close()
    }
  } catch {
    // Removed, or the disk is full or away for now: what is written next says that, and a later turn who has the lock.
    return true
  }
}

/** Is a lock renewed within the time after which its holder is no more? */
async function isRenewed(path: string, silentMs: number): Promise<boolean> {
  const first = (await stat(path).catch(() => undefined))?.mtimeMs
  if (first === undefined) return false
  const end = performance.now() + silentMs - (await ageOf(path, first))
  while (performance.now() < end) {
    await pause(Math.min(100, silentMs / 10))
    const now = (await stat(path).catch(() => undefined))?.mtimeMs
    // Gone: whoever had it let go.
    if (now === undefined) return false
    if (now !== first) return true
  }
  return false
}

/** Ms since a file was written by the clock that stamped it, which on a network's disk is not ours. */
async function ageOf(path: string, mtimeMs: number): Promise<number> {
  const probe = `${path}.${randomUUID()}`
  try {
    await writeFile(probe, '')
    return Math.max(0, (await stat(probe)).mtimeMs - mtimeMs)
  } catch (cause) {
    throw worldFileError(probe, cause, 'write')
  } finally {
    await rm(probe, { force: true })
  }
}

/** The process that holds a lock; undefined where none does that is alive, as far as can be told at once. */
export async function lockOwner(path: string): Promise<number | undefined> {
  const { owner, isSure } = await ownerOf(path, await textOf(path))
  if (owner === undefined || isSure) return owner
  const found = await stat(path).catch(() => undefined)
  const isFresh = found !== undefined && Date.now() - found.mtimeMs < usualTerms.silentMs
  return isFresh ? owner : undefined
}

/** Who holds a lock, as it says. Not sure: it cannot be looked at from here, or has our own number. */
interface Owner {
  readonly owner: number | undefined
  readonly isSure: boolean
}

const nobody: Owner = { owner: undefined, isSure: true }

async function ownerOf(path: string, text: string): Promise<Owner> {
  const { pid, boot, start, pids } = parseProcessName(text)
  if (!(pid > 0)) return nobody
  if (held.has(resolve(path))) return { owner: pid, isSure: true }
  const here = parseProcessName(await processName(process.pid))
  if (!isSameSystem({ boot, pids }, here)) return { owner: pid, isSure: false }
  if (!isAlive(pid)) return nobody
  if (start === undefined) return { owner: pid, isSure: pid !== process.pid }
  // After a boot, or long after, the number is somebody else's.
  const now = parseProcessName(await processName(pid))
  return now.start === undefined || now.start === start ? { owner: pid, isSure: true } : nobody
}

/** Are numbers of processes the same there as here? What does not say where it is of is taken to be of here. */
function isSameSystem(one: Pick<ProcessName, 'boot' | 'pids'>, here: ProcessName): boolean {
  if (one.boot === undefined || here.boot === undefined) return true
  return one.boot === here.boot && (one.pids === undefined || one.pids === here.pids)
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
