import { open, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { UsageError } from '../../core/errors.ts'
import { formatInstant, microsecondsPerDay, type Instant } from '../../core/time.ts'
import { DataError, worldFileError } from '../data-error.ts'
import { isGzip } from '../gunzip.ts'
import { makeFolder } from '../make-folder.ts'
import { sha256OfFile } from '../run-folder.ts'
import { readChunks } from '../ticks/byte-chunks.ts'
import { isZip } from '../ticks/zip-entry.ts'
import type { Archive, ArchivedDay, ArchivedFile } from './archives.ts'
import { download } from './download.ts'

/** Which days of what. */
export interface FetchRequest {
  readonly archive: Archive
  readonly venue: string
  readonly types: readonly string[]
  readonly symbols: readonly string[]
  /** First day, and the day after the last. */
  readonly from: Instant
  readonly to: Instant
  readonly out: string
  /** In place of the archive's own, for tests and mirrors. */
  readonly address?: string
  readonly key?: string
  readonly firstWaitMs?: number
  readonly onProgress?: (done: number, total: number) => void
}

/** What became of one file. */
export interface FetchedFile {
  readonly file: string
  readonly url: string
  /** `kept`: it was here already, and is what its checksum says; `absent`: the archive has no such day. */
  readonly state: 'fetched' | 'kept' | 'absent'
  readonly bytes: number
  readonly resumedAt: number
}

/**
 * Fetches days from an archive, one file after the other. Whole files that are here are kept (where the archive has
 * their checksums, if they are what those say), and parts are continued: called again after anything went wrong, it goes
 * on where it was.
 *
 * @throws UsageError when the archive has no such venue, or its key would go elsewhere; IsobarError `world` when a file
 *   cannot be had; DataError when one is not what its checksum says, or does not unpack
 */
export async function fetchArchive(request: FetchRequest): Promise<FetchedFile[]> {
  requireOwnPlace(request)
  const days = daysOf(request)
  const fetched: FetchedFile[] = []
  for (const day of days) {
    request.onProgress?.(fetched.length, days.length)
    fetched.push(await fetchOne(day, request))
  }
  request.onProgress?.(fetched.length, days.length)
  requireVenue(request, fetched)
  return fetched
}

/** What is nowhere, of a venue that nobody knows, is a name that was written wrong. */
function requireVenue({ archive, venue }: FetchRequest, fetched: readonly FetchedFile[]): void {
  const isKnown = archive.venues.includes(venue) || fetched.some(({ state }) => state !== 'absent')
  if (isKnown) return
  throw new UsageError(`nothing of a venue ${venue} there; there are ${archive.venues.join(', ')}`)
}

/** Days of the request that the archive gives to nobody without its key. */
export function daysWithoutKey(
  request: Pick<FetchRequest, 'archive' | 'from' | 'to' | 'key'>,
): number {
  return allDaysOf(request).filter((day) => !isFree(day, request)).length
}

function isFree(day: string, { archive, key }: Pick<FetchRequest, 'archive' | 'key'>): boolean {
  return archive.freeDays === 'all' || day.endsWith('-01') || key !== undefined
}

function allDaysOf({ from, to }: Pick<FetchRequest, 'from' | 'to'>): readonly string[] {
  const days: string[] = []
  for (let time = from; time < to; time = (time + microsecondsPerDay) as Instant) {
    days.push(formatInstant(time).slice(0, 10))
  }
  return days
}

/** A key is the archive's: nobody else may have it, and it crosses no line that others read. */
function requireOwnPlace({ archive, address, key }: FetchRequest): void {
  if (key === undefined || address === undefined) return
  const { origin } = new URL(archive.address)
  if (URL.canParse(address) && new URL(address).origin === origin) return
  throw new UsageError(
    `the key in ${archive.keyVariable} is for ${origin} alone: unset it, or leave out --address`,
  )
}

/** The days that are asked for, of an archive that gives them to anyone or to who has its key. */
function daysOf(request: FetchRequest): ArchivedDay[] {
  const { venue, types, symbols } = request
  const all = allDaysOf(request)
  if (all.length === 0)
    throw new UsageError('--to must be after --from: it is the day after the last')
  const days = all.filter((day) => isFree(day, request))
  if (days.length === 0) {
    throw new UsageError('no day that is free: without a key only the first of each month is')
  }
  return symbols.flatMap((symbol) =>
    types.flatMap((type) => days.map((day) => ({ venue, type, symbol, day }))),
  )
}

async function fetchOne(day: ArchivedDay, request: FetchRequest): Promise<FetchedFile> {
  const { archive, out, address = archive.address, key, firstWaitMs } = request
  const found = archive.fileOf(day)
  if (found === undefined) {
    throw new UsageError(`no venue ${day.venue} there; there are ${archive.venues.join(', ')}`)
  }
  const path = join(out, found.file)
  const folder = dirname(path)
  await makeFolder(folder).catch((cause: unknown) => {
    throw worldFileError(folder, cause, 'write')
  })
  const url = `${address}/${found.path}`
  const about = { file: found.file, url }
  const patience = firstWaitMs === undefined ? {} : { firstWaitMs }
  const known = await stat(path).catch(() => undefined)
  const isHere = known !== undefined
  const sha256 = await checksumOf(found, address, path, patience)
  if (isHere && (sha256 === undefined || (await sha256OfFile(path)) === sha256)) {
    return { ...about, state: 'kept', bytes: known.size, resumedAt: 0 }
  }
  const got = await download({
    url,
    path,
    ...patience,
    ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    ...(sha256 === undefined ? {} : { sha256 }),
    verify: async (part) => {
      await requirePacked(part, found.file)
      await requireUnpacks(part)
    },
  })
  if (got.kind === 'absent') return { ...about, state: 'absent', bytes: 0, resumedAt: 0 }
  return { ...about, state: 'fetched', bytes: got.bytes, resumedAt: got.resumedAt }
}

/** Fetches the file's checksum, where the archive has one: `<sha256>  <name>`. */
async function checksumOf(
  { checksumPath }: ArchivedFile,
  address: string,
  path: string,
  patience: { readonly firstWaitMs?: number },
): Promise<string | undefined> {
  if (checksumPath === undefined) return undefined
  const url = `${address}/${checksumPath}`
  const aside = `${path}.checksum`
  if ((await download({ url, path: aside, ...patience })).kind === 'absent') return undefined
  const text = await readFile(aside, 'utf8')
  await rm(aside)
  const sha256 = /^[0-9a-f]{64}(?=\s)/i.exec(text)?.[0]
  if (sha256 !== undefined) return sha256.toLowerCase()
  throw new DataError({ file: url, expected: 'a SHA-256 and a name', came: text.slice(0, 60) })
}

/** Unpacks all of it: a file that was cut off before it came here has its length and its name. */
async function requireUnpacks(path: string): Promise<void> {
  const chunks = readChunks(path)
  while ((await chunks.next()).done !== true);
}

/** A page that says sorry is no archive. */
async function requirePacked(path: string, name: string): Promise<void> {
  const handle = await open(path)
  const first = Buffer.alloc(4)
  try {
    await handle.read(first, 0, first.length, 0)
  } finally {
    await handle.close()
  }
  if (name.endsWith('.zip') ? isZip(first) : isGzip(first)) return
  const came = first.toString('latin1')
  throw new DataError({
    file: name,
    expected: 'a packed file',
    came: `one that begins with ${JSON.stringify(came)}`,
  })
}
