import { randomUUID } from 'node:crypto'
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { appendLines } from './append-lines.ts'
import { DataError, worldFileError } from './data-error.ts'
import { makeFolder } from './make-folder.ts'

/** The last part of an instrument's data, kept unseen until it is opened, once. */
export interface Seal {
  /** `venue:BASE-QUOTE`. */
  readonly instrument: string
  /** First instant that is sealed, epoch milliseconds. */
  readonly from: number
  readonly sealedAt: number
  /** When it was opened and by which command; absent while nobody has. */
  readonly openedAt?: number
  readonly openedBy?: string
  /** What decides the result of the run that opened it, hashed. */
  readonly openedRun?: string
  /** Which of all attempts to open it that was. */
  readonly claim?: string
}

/** An entry of `seals.jsonl`, never changed once it is written. */
type SealEntry =
  | {
      readonly kind: 'sealed'
      readonly instrument: string
      readonly from: number
      readonly at: number
    }
  | {
      readonly kind: 'opened'
      readonly instrument: string
      readonly at: number
      readonly by: string
      readonly run?: string
      readonly claim?: string
    }

/**
 * All seals of a home, by their instrument. Sealing again moves the beginning, and a seal that was opened stays opened,
 * by whoever was first. A line that a process which died left half written was never entered.
 *
 * @throws DataError for any other line that is not an entry: a seal that cannot be read must not look as if there were
 *                   none
 */
export async function readSeals(home: string): Promise<ReadonlyMap<string, Seal>> {
  const path = sealsPath(home)
  const seals = new Map<string, Seal>()
  const lines = (await readEntries(path)).split('\n')
  for (const [k, line] of lines.entries()) {
    const isTorn = k === lines.length - 1 || line.endsWith(tornMark)
    const entry = entryOf(isTorn ? line.replace(tornMark, '') : line)
    if (entry === undefined && (isTorn || line === '')) continue
    if (entry === undefined) throw notAnEntry(path, line, k + 1)
    const known = seals.get(entry.instrument)
    if (entry.kind === 'sealed') {
      const { instrument, from, at } = entry
      seals.set(instrument, { ...known, instrument, from, sealedAt: at })
    } else if (known !== undefined && known.openedAt === undefined) {
      seals.set(entry.instrument, { ...known, ...openingOf(entry) })
    }
  }
  return seals
}

/** Another text whenever something was sealed or opened since: whatever rests on the seals may be out of date then. */
export function sealsStamp(home: string): string {
  const found = statSync(sealsPath(home), { throwIfNoEntry: false })
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`
}

function openingOf({ at, by, run, claim }: Extract<SealEntry, { kind: 'opened' }>): Partial<Seal> {
  return {
    openedAt: at,
    openedBy: by,
    ...(run === undefined ? {} : { openedRun: run }),
    ...(claim === undefined ? {} : { claim }),
  }
}

/** Writes entries at the end of the file, in one write; they are on the disk when it settles. */
export async function enterSeals(home: string, entries: readonly SealEntry[]): Promise<void> {
  const path = sealsPath(home)
  try {
    await makeFolder(home)
    await appendLines(path, entries, `${tornMark}\n`)
  } catch (cause) {
    throw worldFileError(path, cause, 'write')
  }
}

/** What ends a line that was left half written, so that it is told from one that was damaged. */
const tornMark = ' #torn'

/**
 * Opens seals for one run: of all that try, whose entry stands first in the file has them. No lock is needed for that,
 * and none is left behind by a process that dies.
 *
 * @param by.command who opens them
 * @param by.run     what decides its result, hashed
 * @returns the seal that another run has opened, where there is one; what this run asked for is then not to be read
 */
export async function claimSeals(
  home: string,
  instruments: readonly string[],
  by: { readonly command: string; readonly run: string },
): Promise<Seal | undefined> {
  const of = (seals: ReadonlyMap<string, Seal>): Seal[] =>
    instruments.map((instrument) => seals.get(instrument)).filter((seal) => seal !== undefined)
  const before = of(await readSeals(home)).find(({ openedAt }) => openedAt !== undefined)
  if (before !== undefined) return before
  const claim = randomUUID()
  const { command, run } = by
  await enterSeals(
    home,
    instruments.map((instrument) => ({
      kind: 'opened',
      instrument,
      at: Date.now(),
      by: command,
      run,
      claim,
    })),
  )
  return of(await readSeals(home)).find((seal) => seal.claim !== claim)
}

function sealsPath(home: string): string {
  return join(home, 'seals.jsonl')
}

async function readEntries(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ''
    throw worldFileError(path, cause)
  }
}

/** @returns undefined for a line that is not an entry */
function entryOf(line: string): SealEntry | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isEntry(value) ? value : undefined
  } catch {
    return undefined
  }
}

function notAnEntry(path: string, line: string, row: number): DataError {
  return new DataError({
    file: path,
    row,
    expected: 'a seal or its opening (JSON)',
    came: line.slice(0, 60),
  })
}

function isEntry(value: unknown): value is SealEntry {
  if (typeof value !== 'object' || value === null) return false
  const { kind, instrument, from, at } = value as Record<string, unknown>
  if (typeof instrument !== 'string' || typeof at !== 'number') return false
  return kind === 'opened' || (kind === 'sealed' && typeof from === 'number')
}
