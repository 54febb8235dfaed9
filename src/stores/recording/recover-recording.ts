import { readdir, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { UsageError } from '../../core/errors.ts'
import { invariant } from '../../math/invariant.ts'
import { DataError } from '../data-error.ts'
import type { Listing } from './listing.ts'
import { manifestOf, readManifest, writeManifest } from './manifest.ts'
import { PartQueue } from './part-queue.ts'
import {
  eventsFolder,
  lockName,
  manifestName,
  rawFolder,
  segmentsFolder,
  type RecordedSource,
  type RecordingManifest,
} from './recording-format.ts'
import { listSegments, readSegment } from './segment-files.ts'
import type { SegmentEntry } from './segment-frame.ts'
import { StreamTable } from './stream-table.ts'

/** What a killed writer had left. */
export interface Recovery {
  /** Events that were in segments only. */
  readonly events: number
  /** Bytes of appends that were never acknowledged to anyone. */
  readonly tornBytes: number
}

/** A recording that can be continued: all its events are in its files. */
export interface Recovered {
  readonly table: StreamTable
  readonly parts: PartQueue
  readonly sources: readonly RecordedSource[]
  readonly recovery: Recovery
}

/**
 * Brings a recording into order, or begins it: what only segments hold is written as Parquet, what `recording.json`
 * does not name goes.
 *
 * @throws DataError when a segment is damaged otherwise than by a kill; nothing is then removed
 */
export async function recoverRecording(folder: string, version: string): Promise<Recovered> {
  const manifest = await manifestIn(folder)
  const table = manifest === undefined ? new StreamTable() : StreamTable.resumed(manifest)
  const sources = manifest?.sources ?? []
  const segments = await listSegments(folder)
  // All of them are looked through before anything is touched: what is damaged stays as it is found.
  for (const segment of segments) await requireSound(segment)
  await removeOrphans(folder, manifest)
  const parts = await PartQueue.open(folder, table)
  try {
    const before = table.events
    let tornBytes = 0
    for (const segment of segments) tornBytes += await recoverSegment(segment, table, parts)
    await parts.writeAll()
    await writeManifest(folder, manifestOf(table, { version, open: true, sources }))
    for (const segment of segments) await rm(segment)
    return { table, parts, sources, recovery: { events: table.events - before, tornBytes } }
  } catch (cause) {
    await parts.close().catch(() => undefined) // what went wrong first is what counts
    throw cause
  }
}

/** @throws UsageError when a folder holds anything that is not a recording's */
export async function requireOurs(folder: string): Promise<void> {
  const ours = [manifestName, eventsFolder, segmentsFolder, rawFolder, lockName]
  const names = await readdir(folder)
  const strange = names.find((name) => !ours.includes(name) && !leftAside.test(name))
  if (strange === undefined) return
  throw new UsageError(`${folder} holds ${strange}: a recording needs a folder of its own`, {
    folder,
  })
}

/** What `replaceFile` leaves behind when it is killed. */
const leftAside = /^recording\.json\.\d+\.part$/

async function manifestIn(folder: string): Promise<RecordingManifest | undefined> {
  return (await readdir(folder)).includes(manifestName) ? readManifest(folder) : undefined
}

async function requireSound(segment: string): Promise<void> {
  const entries = readSegment(segment)
  while ((await entries.next()).done !== true);
}

async function recoverSegment(
  segment: string,
  table: StreamTable,
  parts: PartQueue,
): Promise<number> {
  const listings: Listing[] = []
  const entries = readSegment(segment)
  for (;;) {
    const next = await entries.next()
    if (next.done === true) return next.value.tornBytes
    if (next.value.kind === 'listing') listings[next.value.index] = next.value.listing
    else await recoverRows(segment, next.value, listings, { table, parts })
  }
}

async function recoverRows(
  segment: string,
  { rows, firstEvent, clock }: Extract<SegmentEntry, { kind: 'rows' }>,
  listings: readonly Listing[],
  { table, parts }: { readonly table: StreamTable; readonly parts: PartQueue },
): Promise<void> {
  // Killed after `recording.json` was in place and before the segment was gone.
  if (firstEvent + rows.length <= table.events) return
  if (firstEvent !== table.events) {
    throw new DataError({
      file: segment,
      expected: `event ${table.events}`,
      came: `event ${firstEvent}`,
    })
  }
  const listingAt = (index: number): Listing => {
    const listing = listings[index]
    invariant(listing !== undefined, `listing ${index} is not in ${segment}`)
    return listing
  }
  await parts.take(rows, { listingAt, clock })
}

/** Removes what a kill left half done, or done and not yet named. */
async function removeOrphans(
  folder: string,
  manifest: RecordingManifest | undefined,
): Promise<void> {
  const named = new Set(
    manifest?.streams.flatMap((stream) => stream.parts.map(({ file }) => file)) ?? [],
  )
  for (const path of await filesBelow(join(folder, eventsFolder))) {
    const file = relative(folder, path).split(sep).join('/')
    if (!named.has(file)) await rm(path)
  }
  for (const name of await readdir(folder)) {
    if (leftAside.test(name)) await rm(join(folder, name))
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return []
      throw cause
    },
  )
  const files: string[] = []
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) files.push(...(await filesBelow(path)))
    else files.push(path)
  }
  return files
}
