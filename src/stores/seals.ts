import { statSync } from 'node:fs'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
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
    }

/**
 * All seals of a home, by their instrument. Sealing again moves the beginning, and a seal that was opened stays opened.
 *
 * @throws DataError for a line that is not an entry: a seal that cannot be read must not look as if there were none
 */
export async function readSeals(home: string): Promise<ReadonlyMap<string, Seal>> {
  const path = sealsPath(home)
  const seals = new Map<string, Seal>()
  const lines = (await readEntries(path)).split('\n')
  for (const [k, line] of lines.entries()) {
    if (line === '') continue
    const entry = parseEntry(path, line, k + 1)
    const known = seals.get(entry.instrument)
    if (entry.kind === 'sealed') {
      const { instrument, from, at } = entry
      seals.set(instrument, { ...known, instrument, from, sealedAt: at })
    } else if (known !== undefined) {
      seals.set(entry.instrument, { ...known, openedAt: entry.at, openedBy: entry.by })
    }
  }
  return seals
}

/** Another text whenever something was sealed or opened since: whatever rests on the seals may be out of date then. */
export function sealsStamp(home: string): string {
  const found = statSync(sealsPath(home), { throwIfNoEntry: false })
  return found === undefined ? '' : `${found.size} ${found.mtimeMs}`
}

/** Writes entries at the end of the file, in one write. */
export async function enterSeals(home: string, entries: readonly SealEntry[]): Promise<void> {
  const path = sealsPath(home)
  try {
    await makeFolder(home)
    await appendFile(path, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))
  } catch (cause) {
    throw worldFileError(path, cause, 'write')
  }
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

function parseEntry(path: string, line: string, row: number): SealEntry {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    value = undefined
  }
  if (isEntry(value)) return value
  throw new DataError({
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
