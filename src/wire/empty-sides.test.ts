import { expect, test } from 'vitest'
import { decoded, expectCodecLaws } from '../../test/codec-laws.ts'
import { feedOf } from '../../test/wire/feed-fixtures.ts'
import { EventColumns } from '../core/events/event-columns.ts'
import type { Instant } from '../core/time.ts'
import { utf8Bytes } from '../core/utf8.ts'
import type { FeedName } from './protocols.ts'

// What a message says of a side: a price, that nobody quotes there (a row without a price), or nothing (no row).

const okx = { arg: { channel: 'bbo-tbt', instId: 'X' }, data: [{ ts: '1700000000000', seqId: 1 }] }
const bybit = { topic: 'tickers.X', type: 'delta', ts: 1_700_000_000_000 }

test.each<[string, FeedName, object, readonly (readonly [string, number])[]]>([
  [
    'an empty list',
    'okx',
    { ...okx, data: [{ asks: [['9', '2', '0', '1']], bids: [], ...okx.data[0] }] },
    [
      ['quoteBid', NaN],
      ['quoteAsk', 9],
    ],
  ],
  [
    'null',
    'hyperliquid',
    {
      channel: 'bbo',
      data: { coin: 'X', time: 1_700_000_000_000, bbo: [{ px: '8', sz: '1', n: 1 }, null] },
    },
    [
      ['quoteBid', 8],
      ['quoteAsk', NaN],
    ],
  ],
  [
    'zero',
    'binance-spot',
    { u: 1, s: 'X', b: '0.00000000', B: '0.00000000', a: '9.00000000', A: '1.00000000' },
    [
      ['quoteBid', NaN],
      ['quoteAsk', 9],
    ],
  ],
  [
    'a change that tells of one side alone',
    'bybit',
    { ...bybit, data: { symbol: 'X', bid1Price: '8', bid1Size: '2' } },
    [['quoteBid', 8]],
  ],
  [
    'a change by which a side is empty',
    'bybit',
    { ...bybit, data: { symbol: 'X', ask1Price: '0', ask1Size: '0' } },
    [['quoteAsk', NaN]],
  ],
])('%s (%s)', (_, name, message, told) => {
  const { codec } = feedOf(name, { X: ['1', '1'] })
  const bytes = utf8Bytes(JSON.stringify(message))
  const { events } = decoded(codec, { bytes, start: 0, end: bytes.length })
  expect(events.map((event) => [event.kind, 'price' in event ? event.price : undefined])).toEqual(
    told,
  )
  expectCodecLaws(codec, [bytes])
})

test('a side that is as it was cannot be said where both must be told', () => {
  const { codec } = feedOf('binance-spot', { X: ['1', '1'] })
  const rows = new EventColumns()
  rows.begin(1, 1 as Instant, 1, 1)
  rows.addQuoteBid(8, 1)
  rows.end()
  const place = { instrument: NaN, isSnapshot: false, first: NaN, last: 1, previous: NaN }
  const outcome = codec.encode(rows, 0, rows.length, { ...place, checksum: NaN })
  expect(outcome.kind).toBe('unsupported')
})
