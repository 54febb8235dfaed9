import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { WireFrame } from '../../src/core/events/wire-codec.ts'
import type { Instant } from '../../src/core/time.ts'
import { symbolAsked } from '../../src/stores/captures/symbol-asked.ts'
import { protocols, type FeedName } from '../../src/wire/protocols.ts'
import { sharedFolder } from '../need.ts'
import { feedOf, readWireFixture, type Feed, type Steps } from './feed-fixtures.ts'

/** Messages of a venue as they came, with what is needed to read them. */
export interface Recording {
  readonly name: FeedName
  readonly feed: Feed
  readonly messages: readonly RecordedMessage[]
}

export interface RecordedMessage {
  readonly frame: WireFrame
  /** Name of the connection; of the answer to a request, `rest`. */
  readonly connection: string
}

interface Listed {
  readonly feed: FeedName
  readonly steps: Steps
}

/** A recording of `ws-capture-cryptofeed`: what was received, and the books that were asked for. */
export function cryptofeedRecording(name: string, connections: RegExp = /./): Recording {
  const { feed: feedName, steps } = listed(name)
  const feed = feedOf(feedName, steps)
  const [file] = name.split(' ')
  const text = unzipped(`ws-capture-cryptofeed/${file}.jsonl.gz`).toString()
  const messages = text.split('\n').flatMap((line) => {
    if (line === '') return []
    const record = JSON.parse(line) as CryptofeedRecord
    if (record.t === 'recv' && connections.test(record.conn)) {
      return [messageOf(Buffer.from(record.data), record.ts, record.conn)]
    }
    const asked = record.t === 'http' ? symbolAsked(protocols[feedName], record) : undefined
    if (asked === undefined) return []
    return [messageOf(Buffer.from(record.data), record.ts, 'rest', feed.indexOf(asked))]
  })
  // Answers and connections stand one behind the other in the file.
  const inOrder = messages.toSorted((a, b) => a.frame.localTime - b.frame.localTime)
  return { name: feedName, feed, messages: inOrder }
}

/** A recording of `binance-raw-ws`: one market and instrument, over all its files. */
export function binanceRecording(name: string): Recording {
  const days = name.startsWith('usdm') ? ['20240808'] : ['20240808', '20240809']
  return recordingOf(
    name,
    days.map((day) => `${name}_${day}`),
  )
}

/** The recordings of `binance-raw-ws` file by file, of each the first messages. */
export function* binanceFiles(most = Infinity): Generator<Recording> {
  for (const file of readdirSync(join(sharedFolder, 'data', 'binance-raw-ws'))) {
    const [name] = file.split('.') as [string]
    yield recordingOf(name.replace(/_\d+$/, ''), [name], most)
  }
}

function recordingOf(name: string, files: readonly string[], most = Infinity): Recording {
  const { feed: feedName, steps } = listed(name)
  const feed = feedOf(feedName, steps)
  const messages: RecordedMessage[] = []
  for (const file of files) {
    for (const line of linesOf(unzipped(`binance-raw-ws/${file}.txt.gz`))) {
      if (messages.length >= most) break
      const space = line.indexOf(0x20)
      const bytes = line.subarray(space + 1)
      const isRest = bytes.toString('latin1', 0, restBegin.length) === restBegin
      const seconds = Number(line.toString('latin1', 0, space)) / 1e9
      messages.push(messageOf(bytes, seconds, isRest ? 'rest' : name, 1))
    }
  }
  return { name: feedName, feed, messages }
}

const restBegin = '{"lastUpdateId"'

/** Lines that are not empty, as views: half a million messages are read where they stand. */
function* linesOf(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length;) {
    const found = bytes.indexOf(0x0a, start)
    const end = found < 0 ? bytes.length : found
    if (end > start) yield bytes.subarray(start, end)
    start = end + 1
  }
}

interface CryptofeedRecord {
  readonly t: 'header' | 'http' | 'connect' | 'send' | 'recv'
  readonly url: string
  readonly conn: string
  readonly ts: number
  readonly data: string
}

function listed(name: string): Listed {
  return (readWireFixture('recordings') as Record<string, Listed>)[name]!
}

function unzipped(path: string): Buffer {
  return gunzipSync(readFileSync(join(sharedFolder, 'data', path)))
}

function messageOf(
  bytes: Buffer,
  seconds: number,
  connection: string,
  instrument?: number,
): RecordedMessage {
  const localTime = Math.round(seconds * 1e6) as Instant
  const whose = instrument === undefined ? {} : { instrument }
  return { frame: { bytes, start: 0, end: bytes.length, localTime, ...whose }, connection }
}
