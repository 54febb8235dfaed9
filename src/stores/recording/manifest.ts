import { counted } from '../counted.ts'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, worldFileError } from '../data-error.ts'
import { replaceFile } from '../replace-file.ts'
import { syncFolder } from '../sync-folder.ts'
import { channels } from './channel.ts'
import { listingOf, recordedInstrument } from './listing.ts'
import {
  eventsFolder,
  manifestName,
  type RecordedInstrument,
  type RecordedSource,
  type RecordedStream,
  type RecordingManifest,
} from './recording-format.ts'
import { recordedStream } from './stream-state.ts'
import type { StreamTable } from './stream-table.ts'

/** What is said beside the streams. */
export interface ManifestFacts {
  readonly version: string
  readonly open: boolean
  readonly sources: readonly RecordedSource[]
}

/** The manifest of streams all of whose rows are in files. */
export function manifestOf(table: StreamTable, facts: ManifestFacts): RecordingManifest {
  const streams = table.streams.filter((stream) => stream.events > 0).map(recordedStream)
  const instruments = table.listings.map(recordedInstrument)
  return {
    format: 1,
    version: facts.version,
    open: facts.open,
    events: table.events,
    messages: table.messages,
    from: streams.length === 0 ? null : Math.min(...streams.map(({ from }) => from)),
    to: streams.length === 0 ? null : Math.max(...streams.map(({ to }) => to)),
    venues: [...new Set(instruments.map(({ venue }) => venue))],
    instruments,
    streams,
    sources: facts.sources,
  }
}

/** Puts `recording.json` in its place: from then on its files are what the recording is. */
export async function writeManifest(folder: string, manifest: RecordingManifest): Promise<void> {
  await replaceFile(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`)
  await syncFolder(folder)
}

/**
 * Reads `recording.json`.
 *
 * @throws IsobarError `world` when there is none, DataError when it is not what this version can read
 */
export async function readManifest(folder: string): Promise<RecordingManifest> {
  const file = join(folder, manifestName)
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  const value = parsed(file, text)
  const fault = faultOf(value)
  if (fault !== undefined) throw new DataError({ file, ...fault })
  return value as RecordingManifest
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DataError({ file, expected: 'JSON', came: 'text that is not JSON', cause })
  }
}

interface ManifestFault {
  readonly column?: string
  readonly expected: string
  readonly came: string
}

/** What is wrong with a manifest; a recording is read by nothing but what stands there. */
function faultOf(value: unknown): ManifestFault | undefined {
  if (!isRecord(value)) return { expected: 'a recording', came: shown(value) }
  if (value['format'] !== 1) {
    return { expected: 'a recording of format 1', came: `format ${shown(value['format'])}` }
  }
  return (
    checked(value, manifestFields, '') ??
    eachOf(value['instruments'], instrumentFields, 'instruments') ??
    eachOf(value['streams'], streamFields, 'streams') ??
    stepFault(value['instruments'] as RecordedInstrument[]) ??
    streamFault(value as unknown as RecordingManifest)
  )
}

type Check = readonly [holds: (value: unknown) => boolean, expected: string]

const text: Check = [(value) => typeof value === 'string' && value !== '', 'text']
const count: Check = [(value) => Number.isSafeInteger(value) && (value as number) >= 0, 'a count']
const time: Check = [Number.isFinite, 'epoch milliseconds']
const flag: Check = [(value) => typeof value === 'boolean', 'true or false']
const list: Check = [Array.isArray, 'a list']
const kind: Check = [oneOf(['spot', 'linear', 'inverse']), 'spot, linear or inverse']

const manifestFields = { open: flag, events: count, instruments: list, streams: list }
const instrumentFields = {
  venue: text,
  class: kind,
  name: text,
  symbol: text,
  tickSize: text,
  lotSize: text,
}
const partFields = { file: text, events: count, from: time, to: time, bytes: count, sha256: text }
const streamFields = {
  venue: text,
  class: kind,
  instrument: text,
  channel: [oneOf(channels), channels.join(', ')] as Check,
  clock: [oneOf(['receive', 'exchange']), 'receive or exchange'] as Check,
  events: count,
  messages: count,
  from: time,
  to: time,
  silences: list,
  parts: [
    (parts: unknown) => Array.isArray(parts) && eachOf(parts, partFields, '') === undefined,
    'a list of files with events, from, to, bytes and sha256',
  ] as Check,
}

function checked(
  record: Record<string, unknown>,
  fields: Readonly<Record<string, Check>>,
  place: string,
): ManifestFault | undefined {
  for (const [field, [holds, expected]] of Object.entries(fields)) {
    if (!holds(record[field])) {
      return { column: `${place}${field}`, expected, came: shown(record[field]) }
    }
  }
  return undefined
}

function eachOf(
  values: unknown,
  fields: Readonly<Record<string, Check>>,
  name: string,
): ManifestFault | undefined {
  for (const [k, value] of (values as readonly unknown[]).entries()) {
    const place = `${name}[${k}]`
    if (!isRecord(value)) return { column: place, expected: 'a record', came: shown(value) }
    const fault = checked(value, fields, `${place}.`)
    if (fault !== undefined) return fault
  }
  return undefined
}

function stepFault(instruments: readonly RecordedInstrument[]): ManifestFault | undefined {
  const k = instruments.findIndex((instrument) => listingOf(instrument) === undefined)
  if (k < 0) return undefined
  const { tickSize, lotSize, contractSize } = instruments[k]!
  return {
    column: `instruments[${k}]`,
    expected: 'tick, lot and contract size as decimals above zero',
    came: shown({ tickSize, lotSize, contractSize }),
  }
}

function streamFault({ instruments, streams }: RecordingManifest): ManifestFault | undefined {
  for (const [k, stream] of streams.entries()) {
    const column = `streams[${k}]`
    if (!instruments.some((instrument) => isOf(stream, instrument))) {
      const came = `${stream.venue} ${stream.class} ${stream.instrument}`
      return { column, expected: 'one of the instruments', came }
    }
    const events = stream.parts.reduce((sum, part) => sum + part.events, 0)
    if (events !== stream.events) {
      return {
        column,
        expected: `${counted(stream.events, 'event')} in its parts`,
        came: `${events}`,
      }
    }
    const astray = stream.parts.find(({ file }) => !isBelowEvents(file))
    if (astray !== undefined) {
      return { column, expected: `a file below ${eventsFolder}/`, came: astray.file }
    }
  }
  return undefined
}

/** A manifest that came from elsewhere must not make us read, or delete, what is not the recording's. */
function isBelowEvents(file: string): boolean {
  return file.startsWith(`${eventsFolder}/`) && !file.split('/').includes('..')
}

function isOf(stream: RecordedStream, instrument: RecordedInstrument): boolean {
  return (
    stream.venue === instrument.venue &&
    stream.class === instrument.class &&
    stream.instrument === instrument.name
  )
}

function oneOf(words: readonly string[]): (value: unknown) => boolean {
  return (value) => words.includes(value as string)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  const written = JSON.stringify(value) ?? 'nothing'
  return written.length > 60 ? `${written.slice(0, 57)}...` : written
}
