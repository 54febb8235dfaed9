import type { Instant } from '../../core/time.ts'
import { readEpoch, readIso } from '../../wire/times.ts'
import { DataError } from '../data-error.ts'
import { readLines } from '../ticks/byte-chunks.ts'
import { LineSpool } from './line-spool.ts'

/** One thing a capture holds, in the order in which it was written. The record is used again for the next. */
export interface CaptureEntry {
  /** 1-based line. */
  row: number
  localTime: Instant
  /** Name of the connection; '' where the file holds one and does not name it. */
  connection: string
  /** `connected`: a new connection begins. `answer`: to the request of `url`, over REST. */
  kind: 'message' | 'answer' | 'connected'
  url: string
  /** Where the new connection goes to; '' where the capture does not tell. */
  address: string
  /** The message is `[start, end)`, good until the next entry. */
  bytes: Uint8Array
  start: number
  end: number
  /** The last line of the file, without its end: it may have been cut off. */
  isUnended: boolean
}

/**
 * What a file of raw messages holds. Two kinds, told by the first byte of the line:
 *
 * - the time of receipt, a space, tab or comma, and the message as it came: `1723161255123456789 {"e":...}`; the time
 *   in nanoseconds, microseconds, milliseconds or seconds since 1970, told by its digits, or in ISO 8601;
 * - records of cryptofeed: `{"t":"recv","conn":"OKX.ws.1","ts":1652458996.97,"data":"..."}`, those of requests over
 *   REST (`http`) and of connections (`connect`) among them. One connection may stand behind the other there, so they
 *   are put in the order of their times.
 *
 * @throws DataError naming the line
 */
export async function* readCapture(file: string): AsyncGenerator<CaptureEntry> {
  const entry: CaptureEntry = {
    row: 0,
    localTime: 0 as Instant,
    connection: '',
    kind: 'message',
    url: '',
    address: '',
    bytes: new Uint8Array(0),
    start: 0,
    end: 0,
    isUnended: false,
  }
  // Most captures hold none.
  let records: LineSpool | undefined
  try {
    for await (const { bytes, start, end, isUnended } of readLines(file)) {
      entry.isUnended = isUnended
      for (let from = start; from < end;) {
        const lineEnd = bytes.indexOf(LF, from)
        const to = bytes[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd
        entry.row++
        if (bytes[from] === openObject) {
          records ??= new LineSpool()
          putAside(file, entry, bytes.subarray(from, to), records)
        } else if (to > from && line(file, entry, bytes, [from, to])) yield entry
        from = lineEnd + 1
      }
    }
    for (const { bytes, length, row } of records?.inOrder() ?? []) {
      entry.row = row
      record(file, entry, bytes.subarray(0, length))
      yield entry
    }
  } finally {
    records?.close()
  }
}

/** Keeps a record until all are there. */
function putAside(file: string, entry: CaptureEntry, bytes: Buffer, records: LineSpool): void {
  if (!record(file, entry, bytes)) return
  if (records.length === recordsMost) {
    const came = `more than ${recordsMost} records`
    throw new DataError({ file, row: entry.row, expected: 'a smaller file of records', came })
  }
  records.add(bytes, entry.localTime, entry.row)
}

/** Half a gigabyte of times and places while they are sorted. */
const recordsMost = 2 ** 24

type Range = readonly [from: number, to: number]

/** A time of receipt and a message. */
function line(file: string, entry: CaptureEntry, bytes: Buffer, [from, to]: Range): boolean {
  let at = from
  while (at < to && !isSeparator(bytes[at]!)) at++
  const localTime = timeOf(bytes, from, at)
  if (Number.isNaN(localTime) || at === to) {
    throw notALine(file, entry.row, bytes.toString('latin1', from, Math.min(to, from + 60)))
  }
  entry.localTime = localTime as Instant
  entry.bytes = bytes
  entry.start = at + 1
  entry.end = to
  return true
}

function notALine(file: string, row: number, text: string): DataError {
  const expected = 'a time of receipt, a space and a message, or a record of cryptofeed'
  return new DataError({ file, row, expected, came: text.slice(0, 60) })
}

/** Microseconds since 1970; NaN when it is no time. */
function timeOf(bytes: Uint8Array, from: number, to: number): number {
  let digits = from
  while (digits < to && bytes[digits]! >= zero && bytes[digits]! <= nine) digits++
  const length = digits - from
  if (length === 4) return readIso(bytes, from, to)
  if (length === 19 && digits === to) return readEpoch(bytes, from, to - 3, 'microseconds')
  if (length === 16) return readEpoch(bytes, from, to, 'microseconds')
  if (length === 13) return readEpoch(bytes, from, to, 'milliseconds')
  return length === 10 ? readEpoch(bytes, from, to, 'seconds') : NaN
}

interface CryptofeedRecord {
  readonly t?: unknown
  readonly conn?: unknown
  readonly ts?: unknown
  readonly url?: unknown
  readonly addr?: unknown
  readonly data?: unknown
}

/** A record of cryptofeed; false when it tells nothing of the market. */
function record(file: string, entry: CaptureEntry, bytes: Buffer): boolean {
  const text = bytes.toString('utf8')
  const { t, conn, ts, url, addr, data } = parsed(file, entry, text)
  if (t === 'header' || t === 'send') return false
  // A message without its time begins like a record, and is none.
  if (t !== 'recv' && t !== 'http' && t !== 'connect') throw notALine(file, entry.row, text)
  const isTimed = typeof ts === 'number' && Number.isFinite(ts)
  if (!isTimed || (t !== 'connect' && typeof data !== 'string')) {
    const expected = 'a record with "ts" and "data"'
    throw new DataError({ file, row: entry.row, expected, came: text.slice(0, 60) })
  }
  entry.localTime = Math.round(ts * 1e6) as Instant
  entry.connection = typeof conn === 'string' ? conn : ''
  entry.kind = t === 'recv' ? 'message' : t === 'http' ? 'answer' : 'connected'
  entry.url = typeof url === 'string' ? url : ''
  entry.address = typeof addr === 'string' ? addr : ''
  entry.bytes = Buffer.from(typeof data === 'string' ? data : '')
  entry.start = 0
  entry.end = entry.bytes.length
  return true
}

function parsed(file: string, { row, isUnended }: CaptureEntry, text: string): CryptofeedRecord {
  try {
    return JSON.parse(text) as CryptofeedRecord
  } catch (cause) {
    const came = isUnended ? 'a last line that is cut off' : text.slice(0, 60)
    throw new DataError({ file, row, expected: 'a record in JSON', came, cause })
  }
}

function isSeparator(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x2c
}

const LF = 0x0a
const CR = 0x0d
const openObject = 0x7b
const zero = 0x30
const nine = 0x39
