import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import type { Channel } from '../serving/open-channels.ts'
import { WindowedLevels } from '../world/windowed-levels.ts'
import { milliseconds, pxText, sizeText, type OkxListing } from './okx-market.ts'

const ms = 1_000

/** Depth and microseconds between two messages. https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel */
const followed: Readonly<Record<string, readonly [depth: number, everyUs: number]>> = {
  books: [400, 100 * ms],
  'books-l2-tbt': [400, 10 * ms],
  'books50-l2-tbt': [50, 10 * ms],
}
const whole: Readonly<Record<string, readonly [depth: number, everyUs: number]>> = {
  books5: [5, 100 * ms],
  'bbo-tbt': [1, 10 * ms],
}

/** When nothing changes for so long a message says so. */
const quietUs = 60_000 * ms

type Level = readonly [price: string, quantity: string, liquidated: '0', orders: '1']

export function bookChannel(name: string, listing: OkxListing): Channel | undefined {
  const changes = followed[name]
  if (changes !== undefined) return changesChannel(name, listing, changes)
  const best = whole[name]
  return best === undefined ? undefined : wholeChannel(name, listing, best)
}

/** A snapshot, then what changes of so many levels a side: each says which message it follows. */
function changesChannel(
  name: string,
  listing: OkxListing,
  [depth, everyUs]: readonly [number, number],
): Channel {
  const { state, instId } = listing
  const windowed = new WindowedLevels(state, depth)
  const rows = new EventColumns(256)
  let toldId = state.bookId
  let seenId = state.bookId
  let toldAt = NaN
  const text = (action: string, previous: number, at: Instant): string =>
    JSON.stringify({
      arg: { channel: name, instId },
      action,
      data: [
        {
          asks: levels(listing, rows, eventSide.ask),
          bids: levels(listing, rows, eventSide.bid),
          ts: milliseconds(at),
          // Nothing since September 2026: the ids tell what is missing.
          checksum: 0,
          seqId: toldId,
          prevSeqId: previous,
        },
      ],
    })
  return {
    state,
    isBook: true,
    first(at) {
      rows.empty()
      windowed.snapshot(at, rows)
      return [text('snapshot', -1, at)]
    },
    everyUs,
    due(at) {
      if (Number.isNaN(toldAt)) toldAt = at
      rows.empty()
      const isTold = state.bookId !== seenId && windowed.changes(at, rows, 'deleted')
      seenId = state.bookId
      if (!isTold && at - toldAt < quietUs) return []
      const previous = toldId
      if (isTold) toldId = state.bookId
      toldAt = at
      return [text('update', previous, at)]
    },
  }
}

/** The best levels, whole each time. */
function wholeChannel(
  name: string,
  listing: OkxListing,
  [depth, everyUs]: readonly [number, number],
): Channel {
  const { state, instId } = listing
  let told = ''
  const best = (): { readonly asks: readonly Level[]; readonly bids: readonly Level[] } => ({
    asks: topOf(listing, eventSide.ask, depth),
    bids: topOf(listing, eventSide.bid, depth),
  })
  const text = (at: Instant): string => {
    const named = name === 'books5' ? { instId } : {}
    const row = { ...best(), ...named, ts: milliseconds(at), seqId: state.bookId }
    return JSON.stringify({ arg: { channel: name, instId }, data: [row] })
  }
  return {
    state,
    isBook: true,
    first: (at) => [text(at)],
    everyUs,
    due(at) {
      const now = JSON.stringify(best())
      if (now === told) return []
      told = now
      return [text(at)]
    },
  }
}

/** The answer of `/api/v5/market/books`. */
export function bookAnswer(
  listing: OkxListing,
  depth: number,
  at: Instant,
): Readonly<Record<string, unknown>> {
  return {
    asks: topOf(listing, eventSide.ask, depth),
    bids: topOf(listing, eventSide.bid, depth),
    ts: milliseconds(at),
    seqId: listing.state.bookId,
  }
}

function topOf(listing: OkxListing, side: 0 | 1, depth: number): readonly Level[] {
  return listing.state
    .top(side, depth)
    .map(({ ticks, lots }) => [pxText(ticks, listing), sizeText(lots, listing), '0', '1'])
}

function levels(listing: OkxListing, rows: EventColumns, side: number): readonly Level[] {
  const pairs: Level[] = []
  for (let row = 0; row < rows.length; row++) {
    if (rows.kind[row] !== eventKind.level || rows.side[row] !== side) continue
    pairs.push([
      pxText(rows.price[row]!, listing),
      sizeText(rows.quantity[row]!, listing),
      '0',
      '1',
    ])
  }
  return pairs
}
