import { expect, test } from 'vitest'
import { needs } from '../../test/need.ts'
import { follow } from '../../test/wire/follow.ts'
import { binanceRecording, cryptofeedRecording } from '../../test/wire/recordings.ts'

// Every message of the recordings, with the books followed by the plainest of followers. Candles and tickers without
// rows are what is ignored as another channel.

interface Expected {
  readonly decoded: number
  readonly ignored: number
  /** Messages about books, those held against the one before, and the checksums compared. */
  readonly books: number
  readonly followed?: number
  readonly checksums?: number
  readonly malformed?: readonly string[]
}

/** Kraken's was subscribed to 1,000 levels, and forgets what falls out of them. */
const depthOf: Readonly<Record<string, number>> = { KRAKEN: 1000 }

/** One connection of two: spot and contracts call instruments alike. */
const connectionOf: Readonly<Record<string, RegExp>> = {
  BITGET: /ws\.1$/,
  'BITGET of contracts': /ws\.2$/,
}

/** Quantities of 2^53 lots and more: an order of 112,716,000 GALA in lots of 10^-8. */
const tooLarge = {
  BITSTAMP: ['too-large 112716000.00000000 in steps of 0.00000001'],
  GATEIO: [
    'too-large 10000000 in steps of 0.000000001',
    'too-large 10000000 in steps of 0.000000001',
  ],
}

test.for<[string, Expected]>([
  ['BINANCE', { decoded: 267, ignored: 2, books: 181, followed: 173 }],
  ['BINANCE_FUTURES', { decoded: 1029, ignored: 49, books: 530, followed: 522 }],
  ['BINANCE_DELIVERY', { decoded: 3044, ignored: 25, books: 1357, followed: 1337 }],
  ['BYBIT', { decoded: 2179, ignored: 79, books: 1417, followed: 1413 }],
  ['OKX', { decoded: 269, ignored: 18, books: 203, checksums: 203 }],
  ['KRAKEN', { decoded: 2983, ignored: 118, books: 2957, checksums: 2947 }],
  ['COINBASE', { decoded: 721, ignored: 0, books: 538, followed: 720 }],
  [
    'BITSTAMP',
    { decoded: 511, ignored: 20, books: 508, followed: 490, malformed: tooLarge.BITSTAMP },
  ],
  ['BITGET', { decoded: 481, ignored: 203, books: 443, checksums: 443 }],
  ['BITGET of contracts', { decoded: 109, ignored: 16, books: 47, checksums: 47 }],
  ['GATEIO', { decoded: 211, ignored: 36, books: 180, followed: 162, malformed: tooLarge.GATEIO }],
  ['DERIBIT', { decoded: 135, ignored: 1, books: 46, followed: 36 }],
])(
  'reads all of %s, misses no message and finds every checksum right',
  ([name, expected], context) => {
    needs('data', context)
    const found = follow(cryptofeedRecording(name, connectionOf[name]), depthOf[name])
    expect(found.faults).toEqual(expected.malformed ?? [])
    const { books, followed = 0, checksums = 0 } = expected
    expect(found).toMatchObject({ books, followed, gaps: 0, checksums, wrongChecksums: 0 })
    expect(found.counts.decoded).toBe(expected.decoded)
    expect(found.counts.ignoredCount()).toBe(expected.ignored)
  },
)

test.for<[string, number, number]>([
  ['spot_btcusdt', 99_574, 6496],
  ['spot_ethusdt', 79_744, 6471],
  ['usdm_btcusdt', 93_954, 6552],
  ['usdm_ethusdt', 74_655, 6587],
  ['cm_btcusd_perp', 98_386, 44_796],
  ['cm_ethusd_perp', 78_314, 39_156],
])('reads all of %s and misses no message', ([name, messages, books], context) => {
  needs('data', context)
  const found = follow(binanceRecording(name))
  // One of the books is the answer to a request, and the first message follows none.
  expect(found).toMatchObject({ faults: [], books, followed: books - 2, gaps: 0 })
  expect(found.counts).toMatchObject({ messages, decoded: messages })
})
