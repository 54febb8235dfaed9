import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from '../../stores/is-alive.ts'
import { lockOwner } from '../../stores/lock-folder.ts'
import type { Check, Finding } from './check.ts'

/** Where locks may be. */
export interface LockPlaces {
  /** The lock of a build; undefined where nothing is built. */
  readonly build: string | undefined
  readonly folders: readonly string[]
}

/** Who writes where, and what was left by processes that are no more. */
export function lockChecks({ build, folders }: LockPlaces): Check[] {
  const base = { group: 'locks', withinMs: 5_000, otherwise: 'remark' } as const
  const look = (): Promise<Finding> => foldersFinding(folders)
  return [
    ...(build === undefined ? [] : [{ ...base, name: 'build', look: () => buildFinding(build) }]),
    { ...base, name: 'folders', look },
  ]
}

async function buildFinding(lock: string): Promise<Finding> {
  const names = await readdir(lock).catch(() => [])
  const pid = Number(/^holder-(\d+)$/.exec(names[0] ?? '')?.[1])
  if (!(pid > 0)) return { status: 'ok', says: 'none' }
  const facts = { lock, pid, isHeld: isAlive(pid) }
  return facts.isHeld
    ? { status: 'ok', says: `process ${pid} is building`, facts }
    : {
        status: 'remark',
        says: `left by process ${pid}, which is no more`,
        advice: laterWords,
        facts,
      }
}

const laterWords = 'nothing: whoever writes there next takes it over'

async function foldersFinding(folders: readonly string[]): Promise<Finding> {
  const { locks, isWhole } = await findLocks(folders)
  const owned = await Promise.all(
    locks.map(async (path) => ({ path, pid: (await lockOwner(path)) ?? null })),
  )
  const left = owned.filter(({ pid }) => pid === null).map(({ path }) => path)
  const held = owned.filter(({ pid }) => pid !== null)
  const facts = { held, left, isWhole, lookedIn: folders }
  const parts = [
    ...held.map(({ path, pid }) => `process ${pid} holds ${path}`),
    ...(left.length === 0 ? [] : [`left behind: ${left.join(', ')}`]),
    ...(isWhole ? [] : ['there are more files than are looked through']),
  ]
  const says =
    parts.length === 0
      ? `nobody writes a journal, a recording or a study in ${folders.join(', ')}`
      : parts.join('; ')
  return left.length === 0
    ? { status: 'ok', says, facts }
    : { status: 'remark', says, advice: laterWords, facts }
}

const lockNames: ReadonlySet<string> = new Set(['journal.lock', 'recording.lock', 'study.lock'])

/** A desk's journal is two folders below home. */
const depthMost = 3
const entriesMost = 5_000

/** @returns isWhole false where there were more files than are looked through */
async function findLocks(
  folders: readonly string[],
): Promise<{ readonly locks: readonly string[]; readonly isWhole: boolean }> {
  const locks = new Set<string>()
  let entries = 0
  const walk = async (folder: string, depth: number): Promise<void> => {
    if (entries > entriesMost) return
    const found = await readdir(folder, { withFileTypes: true }).catch(() => [])
    entries += found.length
    for (const entry of found) {
      const path = join(folder, entry.name)
      if (lockNames.has(entry.name)) locks.add(path)
      const isSkipped = entry.name.startsWith('.') || entry.name === 'node_modules'
      if (entry.isDirectory() && !isSkipped && depth < depthMost) await walk(path, depth + 1)
    }
  }
  for (const folder of new Set(folders)) await walk(folder, 0)
  return { locks: [...locks], isWhole: entries <= entriesMost }
}
