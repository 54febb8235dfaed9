import { randomUUID } from 'node:crypto'
import { open, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { errorText } from '../../core/errors.ts'
import { worldFileError } from '../../stores/data-error.ts'
import type { Check, Finding } from './check.ts'

/** Where a run's files go. */
export interface DiskPlaces {
  readonly home: string
  /** The folder of a journal, which need not be there yet; undefined: under home. */
  readonly journal: string | undefined
}

/** Can be written, has room, and how long it takes until what is written is safe. */
export function diskChecks({ home, journal }: DiskPlaces): Check[] {
  const base = { group: 'disk', withinMs: 5_000, otherwise: 'broken' } as const
  const kept = journal ?? home
  return [
    { ...base, name: 'home', look: () => homeFinding(home) },
    { ...base, name: 'room', look: () => roomFinding(kept) },
    { ...base, name: 'journal', withinMs: 15_000, look: () => syncFinding(kept) },
  ]
}

export async function homeFinding(home: string): Promise<Finding> {
  const folder = await nearestFolder(home)
  const facts = { home, isThere: folder === resolve(home) }
  try {
    await withProbe(folder, () => Promise.resolve())
  } catch (cause) {
    return {
      status: 'broken',
      says: errorText(cause),
      advice: 'set ISOBAR_HOME to a folder that can be written',
      facts,
    }
  }
  const says = facts.isThere ? `${home} can be written` : `${home} is made when it is needed`
  return { status: 'ok', says, facts }
}

/** A journal keeps 1 GB before its oldest segments go. */
const roomEnough = 2 ** 30
/** Two segments of a journal. */
const roomLeast = 2 ** 25

async function roomFinding(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(await nearestFolder(folder))
  return roomOf(bavail * bsize, folder)
}

export function roomOf(freeBytes: number, folder: string): Finding {
  const says = `${(freeBytes / 2 ** 30).toFixed(1)} GB free for ${folder}`
  const facts = { folder, freeBytes }
  if (freeBytes >= roomEnough) return { status: 'ok', says, facts }
  const advice = 'make room, or keep journals elsewhere: one grows to 1 GB'
  return { status: freeBytes < roomLeast ? 'broken' : 'remark', says, advice, facts }
}

const syncsMost = 20
/** However slow a disk is, it is not tried for longer. */
const syncingMs = 8_000
/** Records of an order are about as long. */
const record = Buffer.alloc(400, 'x')
/** Linux's name of a file system in memory. */
const tmpfs = 0x01021994

/** As a journal does it: appended, and on the disk before anything leaves. */
export async function syncFinding(folder: string): Promise<Finding> {
  const near = await nearestFolder(folder)
  const took: number[] = []
  const syncs = async (file: Probe): Promise<void> => {
    const end = performance.now() + syncingMs
    do {
      const before = performance.now()
      await file.appendFile(record)
      await file.datasync()
      took.push(performance.now() - before)
    } while (took.length < syncsMost && performance.now() < end)
  }
  try {
    await withProbe(near, syncs)
  } catch (cause) {
    const advice = 'name a folder that can be written with --journal'
    return { status: 'broken', says: errorText(cause), advice, facts: { folder: near } }
  }
  const isMemory = process.platform === 'linux' && (await statfs(near)).type === tmpfs
  return syncOf(took, near, isMemory)
}

/** Beyond it the disk is most of what an order waits for. */
const syncMsMost = 10

export function syncOf(took: readonly number[], folder: string, isMemory: boolean): Finding {
  const sorted = took.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  const medianMs = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
  const worstMs = sorted.at(-1)!
  const facts = { folder, medianMs, worstMs, syncs: took.length, isMemory }
  const says = `${ms(medianMs)} until a record is on the disk (median of ${took.length}, at most ${ms(worstMs)}): so long an order waits before it leaves`
  if (isMemory)
    return {
      status: 'remark',
      says: `${folder} is in memory: a journal there is lost with the power`,
      advice: 'keep journals on a disk',
      facts,
    }
  return medianMs <= syncMsMost
    ? { status: 'ok', says, facts }
    : { status: 'remark', says, advice: 'keep journals on a faster disk of this machine', facts }
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`
}

/** The folder, or the one above it that is there. */
async function nearestFolder(path: string): Promise<string> {
  const folder = resolve(path)
  const found = await stat(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw worldFileError(folder, cause)
  })
  if (found !== undefined || dirname(folder) === folder) return folder
  return nearestFolder(dirname(folder))
}

type Probe = Awaited<ReturnType<typeof open>>

/** A file of ours in a folder, gone afterwards. @throws IsobarError of code `world` where none can be made */
async function withProbe(folder: string, use: (file: Probe) => Promise<void>): Promise<void> {
  const path = join(folder, `.isobar-doctor-${randomUUID()}`)
  const file = await open(path, 'wx').catch((cause: unknown) => {
    throw worldFileError(folder, cause, 'write')
  })
  try {
    await use(file)
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}
