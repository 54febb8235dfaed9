import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { stepsOfDecimal } from '../../src/core/decimal-steps.ts'
import type { MarketEvent } from '../../src/core/events/market-event.ts'
import { SymbolTable } from '../../src/core/events/symbol-table.ts'
import type { MessageSequence, WireCodec, WireFrame } from '../../src/core/events/wire-codec.ts'
import type { Instrument } from '../../src/core/instrument.ts'
import type { Step } from '../../src/core/price.ts'
import { utf8Bytes } from '../../src/core/utf8.ts'
import { expectValue } from '../../src/math/outcome.ts'
import type { MessageKernel } from '../../src/math/kernels/message-kernel.ts'
import { codecOf } from '../../src/wire/codec.ts'
import { protocols, type FeedName } from '../../src/wire/protocols.ts'
import { projectFolder } from '../source-files.ts'

/** A message of a feed and what another program reads in it (`fixtures/wire/generate.py`). */
export interface FeedCase {
  readonly source: string
  readonly message: string
  /** Whose it is, where it does not say. */
  readonly instrument?: string
  readonly label: string
  readonly rows: readonly ToldRow[]
  readonly sequence: ToldSequence
}

interface ToldRow {
  readonly kind: string
  readonly symbol: string
  readonly isSnapshot: boolean
  readonly price?: string
  readonly quantity?: string
  readonly [field: string]: unknown
}

interface ToldSequence {
  readonly isSnapshot: boolean
  readonly symbol?: string
  readonly first?: number
  readonly last?: number
  readonly previous?: number
  readonly checksum?: number
}

/** Tick and lot as decimal text, by symbol. */
export type Steps = Readonly<Record<string, readonly [string, string]>>

/** The symbols of a feed, its codec, and the index of each symbol. */
export interface Feed {
  readonly codec: WireCodec
  readonly symbols: SymbolTable
  readonly indexOf: (symbol: string) => number
  readonly instrumentOf: (symbol: string) => Instrument
}

/** The feeds whose messages are among the fixtures; of feeds that differ by a name only one or two. */
export const fixtureFeeds: readonly FeedName[] = [
  'binance-spot',
  'binance-usd-margined',
  'binance-coin-margined',
  'bybit',
  'okx',
  'kraken',
  'kraken-v1',
  'coinbase',
  'bitstamp',
  'bitget-spot',
  'bitget-usdt-futures',
  'bitget-v1-spot',
  'bitget-v1-contracts',
  'gateio-spot',
  'gateio-futures',
  'deribit',
  'hyperliquid',
]

/** A fixture of the wire, by its name. */
export function readWireFixture(name: string): unknown {
  return JSON.parse(readFileSync(join(projectFolder, 'fixtures/wire', `${name}.json`), 'utf8'))
}

/** The cases of a feed. */
export function feedCases(name: FeedName): { readonly steps: Steps; readonly cases: FeedCase[] } {
  return readWireFixture(name) as { readonly steps: Steps; readonly cases: FeedCase[] }
}

/** A feed for instruments of these steps; a symbol's index is one more than its place in the list. */
export function feedOf(name: FeedName, stepsOf: Steps, kernel?: MessageKernel): Feed {
  const symbols = new SymbolTable()
  const instruments = new Map<string, Instrument>()
  for (const [symbol, [tick, lot]] of Object.entries(stepsOf)) {
    const instrument: Instrument = {
      name: symbol,
      venue: protocols[name].venue,
      base: 'BASE',
      quote: 'QUOTE',
      class: 'spot',
      tickSize: stepAsWritten(tick),
      lotSize: stepAsWritten(lot),
    }
    instruments.set(symbol, instrument)
    symbols.add({ symbol, index: instruments.size, instrument })
  }
  const indexOf = (symbol: string): number => [...instruments.keys()].indexOf(symbol) + 1
  const instrumentOf = (symbol: string): Instrument => instruments.get(symbol)!
  return { codec: codecOf(protocols[name], symbols, kernel), symbols, indexOf, instrumentOf }
}

/** The message of a case as it would arrive. */
export function frameOf(
  feed: Feed,
  { message, instrument }: Pick<FeedCase, 'message' | 'instrument'>,
): Omit<WireFrame, 'localTime'> {
  const bytes = utf8Bytes(message)
  const whose = instrument === undefined ? {} : { instrument: feed.indexOf(instrument) }
  return { bytes, start: 0, end: bytes.length, ...whose }
}

/** What the codec must make of a case: decimal text in steps, symbols as indexes, the last row ending the message. */
export function expectedEvents(feed: Feed, { rows }: FeedCase): readonly unknown[] {
  return rows.map(({ symbol, ...row }, index) => {
    const { tickSize, lotSize } = feed.instrumentOf(symbol)
    // A quote without a price says that nobody quotes there.
    const none = row.kind.startsWith('quote') ? { price: NaN } : {}
    const price = row.price === undefined ? none : { price: steps(row.price, tickSize) }
    const quantity = row.quantity === undefined ? {} : { quantity: steps(row.quantity, lotSize) }
    const endsMessage = index === rows.length - 1
    return { ...row, ...price, ...quantity, instrument: feed.indexOf(symbol), endsMessage }
  })
}

/** The place in the sequence a case claims; NaN where it claims nothing. */
export function expectedSequence(feed: Feed, { sequence }: FeedCase): MessageSequence {
  const { symbol, ...told } = sequence
  const nowhere = { first: NaN, last: NaN, previous: NaN, checksum: NaN }
  return { ...nowhere, ...told, instrument: symbol === undefined ? NaN : feed.indexOf(symbol) }
}

/** The event without its local time, which is ours. */
export function withoutLocalTime(event: MarketEvent): unknown {
  return { ...event, localTime: undefined }
}

/** A step with the zeros its venue writes: 0.01000000 is 1,000,000 of 10 ** -8. */
function stepAsWritten(text: string): Step {
  const [whole, fraction = ''] = text.split('.')
  return { units: Number(whole + fraction), decimals: fraction.length }
}

function steps(text: string, step: Step): number {
  const outcome = stepsOfDecimal(text, step)
  expect(outcome.kind, `${text} in the steps of its instrument`).toBe('value')
  return expectValue(outcome)
}
