import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { IsobarError } from '../../core/errors.ts'
import type { JournalRecord } from '../../core/journal.ts'
import { DataError, worldFileError } from '../data-error.ts'
import { decodeJournalFrame, type JournalEntry } from './journal-frame.ts'

const suffix = '.journal'

/** The path of a segment, by its number from 0. */
export function journalSegmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(8, '0')}${suffix}`)
}

export function segmentNumberOf(path: string): number {
  return Number(basename(path, suffix))
}

/** The segments of a journal in their order; none where there is none. */
export async function listJournalSegments(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return []
    throw worldFileError(folder, cause)
  })
  const segments = names.filter((name) => /^\d{8}\.journal$/.test(name))
  return segments.toSorted().map((name) => join(folder, name))
}

/** A segment as it was found. */
interface ReadSegment {
  readonly entries: readonly JournalEntry[]
  /** Bytes of a frame that was not written to its end. */
  readonly tornBytes: number
}

/** What a journal holds. */
export interface ReadJournal {
  /** What it had come to at its last checkpoint; undefined where it begins with nothing. */
  readonly checkpoint: unknown
  /** Everything since. */
  readonly records: readonly JournalRecord[]
  readonly tornBytes: number
  readonly segments: readonly string[]
}

/**
 * What a journal has come to: its last checkpoint that was written whole, and the records after it. A frame cut off at
 * the end of a segment was being written when its writer was killed, was not acknowledged to anyone, and is left out.
 *
 * @throws DataError naming file and offset, when a frame is damaged that others follow
 */
export async function readJournal(folder: string): Promise<ReadJournal> {
  const segments = await listJournalSegments(folder)
  const since: JournalRecord[][] = []
  let tornBytes = 0
  for (const path of segments.toReversed()) {
    const segment = await readSegment(path)
    tornBytes += segment.tornBytes
    const [first] = segment.entries
    since.push(recordsOf(segment))
    if (first?.kind === 'checkpoint') {
      return { checkpoint: first.state, records: since.toReversed().flat(), tornBytes, segments }
    }
  }
  return { checkpoint: undefined, records: [], tornBytes, segments }
}

/** All that a journal still tells. */
export interface JournalLog {
  /** What it had come to before the oldest record; undefined where that is its first. */
  readonly checkpoint: unknown
  /** Oldest first. */
  readonly records: readonly JournalRecord[]
}

/** Every record that is still kept. @throws IsobarError when there is no journal */
export async function readJournalLog(folder: string): Promise<JournalLog> {
  const records: JournalRecord[] = []
  let checkpoint: unknown
  // One after the other: there may be more of them than a process may have files open.
  for (const [number, path] of (await requireJournal(folder)).entries()) {
    const segment = await readSegment(path)
    const [first] = segment.entries
    if (number === 0 && first?.kind === 'checkpoint') checkpoint = first.state
    for (const record of recordsOf(segment)) records.push(record)
  }
  return { checkpoint, records }
}

/** @throws IsobarError of code `world` when a folder holds no journal */
export async function requireJournal(folder: string): Promise<readonly string[]> {
  const segments = await listJournalSegments(folder)
  if (segments.length > 0) return segments
  throw new IsobarError('world', `no journal in ${folder}`, { context: { folder } })
}

function recordsOf({ entries }: ReadSegment): JournalRecord[] {
  return entries.flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []))
}

async function readSegment(path: string): Promise<ReadSegment> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw worldFileError(path, cause)
  })
  const entries: JournalEntry[] = []
  let at = 0
  while (at < bytes.length) {
    const frame = decodeJournalFrame(bytes, at)
    if (frame.kind === 'torn') break
    if (frame.kind === 'damaged') {
      throw new DataError({
        file: path,
        offset: at,
        expected: 'a record as it was written',
        came: 'other bytes',
      })
    }
    entries.push(frame.entry)
    at = frame.end
  }
  return { entries, tornBytes: bytes.length - at }
}
