import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** What was planted in a tape and must be found, as `isobar arb scan` tells it; profits to be held to 1e-12. */
interface PlantedOpportunity {
  readonly buyVenue: string
  readonly sellVenue: string
  readonly startTime: number
  readonly endTime: number
  readonly quantity: number
  readonly profitQuote: number
}

export interface PlantedTape {
  readonly fees: string
  readonly planted: readonly PlantedOpportunity[]
}

const start = 1_700_000_000_000

/** Local time of so many milliseconds after the start, in microseconds. */
function at(ms: number): number {
  return (start + ms) * 1_000
}

/**
 * Writes a tape of four venues in Tardis's layouts: one by levels, one by quotes, one by snapshots of five levels, one that
 * goes silent and crosses; with three opportunities planted, and beside them what must not be taken for one: an edge of
 * exactly nothing, a silent book, a crossed book, a ticker that means another asset, a multiplied base, a quote currency
 * nobody mapped, a quantity below a venue's least notional.
 */
export function writePlantedTape(folder: string): PlantedTape {
  mkdirSync(folder, { recursive: true })
  writeLevels(folder)
  writeQuotes(folder)
  writeSnapshots(folder)
  writeFaulty(folder)
  writeOthers(folder)
  const fees = join(folder, 'fees.json')
  writeFileSync(
    fees,
    JSON.stringify({
      alpha: { takerFeeBps: 10, lotSize: 0.01, minNotional: 10 },
      beta: { takerFeeBps: 5, lotSize: 0.001, minNotional: 5 },
      gamma: { takerFeeBps: 50 },
      'gamma:BTC_USDT': { takerFeeBps: 0, lotSize: 0.005 },
      delta: { takerFeeBps: 0 },
      'binance-futures': { takerFeeBps: 0 },
    }),
  )
  return { fees, planted }
}

const planted: readonly PlantedOpportunity[] = [
  // Alpha asks 0.5 at 100 and 2 at 100.2; beta bids 1.257 at 100.6: both levels pay 15 bps and more; 1.257 cut to 1.25.
  {
    buyVenue: 'alpha',
    sellVenue: 'beta',
    startTime: start + 1_000,
    endTime: start + 1_700,
    quantity: 1.25,
    // 1.25 x 100.6 x 0.9995 - (0.5 x 100 + 0.75 x 100.2) x 1.001
    profitQuote: 125.687125 - 125.27515,
  },
  // Gamma bids 0.137 at 101: a multiple of 0.005 and of 0.01 is 0.13.
  {
    buyVenue: 'alpha',
    sellVenue: 'gamma',
    startTime: start + 3_000,
    endTime: start + 3_250.5,
    quantity: 0.13,
    // 0.13 x 101 x 1 - 0.13 x 100 x 1.001, with gamma's own symbol free
    profitQuote: 13.13 - 13.013,
  },
  // Beta's quote is silent from 5000 on: five seconds later the opportunity ends, whatever alpha says.
  {
    buyVenue: 'beta',
    sellVenue: 'alpha',
    startTime: start + 5_000,
    endTime: start + 10_000,
    quantity: 0.5,
    // 0.5 x 99.5 x 0.999 - 0.5 x 99 x 1.0005
    profitQuote: 49.70025 - 49.52475,
  },
]

function write(folder: string, name: string, header: string, rows: readonly string[]): void {
  writeFileSync(join(folder, `${name}.csv.gz`), gzipSync([header, ...rows, ''].join('\n')))
}

const levelHeader = 'exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount'

function levelRow(ms: number, isSnapshot: boolean, ...rest: (string | number)[]): string {
  return ['alpha', 'BTCUSDT', at(ms) - 700, at(ms), isSnapshot, ...rest].join(',')
}

function writeLevels(folder: string): void {
  write(folder, 'alpha_incremental_book_L2_2023-11-14_BTCUSDT', levelHeader, [
    // From before a break: the snapshot that follows clears it.
    levelRow(0, false, 'bid', 150, 1),
    levelRow(10, true, 'bid', 99.5, 0.5),
    levelRow(10, true, 'bid', 99.4, 4),
    levelRow(10, true, 'ask', 100, 0.5),
    levelRow(10, true, 'ask', '100.20', 2),
    levelRow(10, true, 'ask', 100.7, 9),
    ...[2_000, 4_000, 6_000, 8_000, 10_500].map((ms) =>
      levelRow(ms, false, 'bid', 99.4, ms / 1_000),
    ),
  ])
}

const quoteHeader =
  'exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount'

type Touch = readonly [price: number, amount: number]

/** @param named exchange and symbol */
function quoteRow(named: string, ms: number, bid: Touch, ask: Touch): string {
  return [named, at(ms) - 300, at(ms), ask[1], ask[0], ...bid].join(',')
}

const beta = 'beta,BTC-USDT'

function writeQuotes(folder: string): void {
  write(folder, 'beta_quotes_2023-11-14_BTC-USDT', quoteHeader, [
    quoteRow(beta, 500, [99.6, 1], [101.2, 1]),
    quoteRow(beta, 1_000, [100.6, 1.257], [101.2, 1]),
    // At one instant only the last row counts.
    quoteRow(beta, 1_700, [100.6, 1], [101.2, 1]),
    quoteRow(beta, 1_700, [99.6, 1], [101.2, 1]),
    // Below beta's least notional of 5, then below alpha's lot.
    quoteRow(beta, 2_000, [101, 0.009], [101.5, 1]),
    quoteRow(beta, 2_500, [99.6, 1], [101.2, 1]),
    quoteRow(beta, 5_000, [98.9, 1], [99, 0.5]),
    quoteRow(beta, 10_200, [99.6, 1], [101.2, 1]),
  ])
}

function snapshotRow(ms: number, bids: readonly number[][], asks: readonly number[][]): string {
  return [
    ['gamma', 'BTC_USDT', at(ms) - 100, at(ms)],
    ...Array.from({ length: 5 }, (_, k) => [...(asks[k] ?? ['', '']), ...(bids[k] ?? ['', ''])]),
  ]
    .flat()
    .join(',')
}

function writeSnapshots(folder: string): void {
  const header = [
    'exchange,symbol,timestamp,local_timestamp',
    ...Array.from(
      { length: 5 },
      (_, k) => `asks[${k}].price,asks[${k}].amount,bids[${k}].price,bids[${k}].amount`,
    ),
  ].join(',')
  write(folder, 'gamma_book_snapshot_5_2023-11-14_BTC_USDT', header, [
    // An edge of exactly nothing: 100.1 is 100 and alpha's fee, and gamma takes none.
    snapshotRow(2_600, [[100.1, 5]], [[102, 5]]),
    snapshotRow(3_000, [[101, 0.137]], [[102, 5]]),
    snapshotRow(
      3_250.5,
      [
        [99, 5],
        [98, 5],
      ],
      [[102, 5]],
    ),
    snapshotRow(9_000, [[99, 5]], [[102, 5]]),
  ])
}

function writeFaulty(folder: string): void {
  write(folder, 'delta_quotes_2023-11-14_BTCUSDT', quoteHeader, [
    // Crossed in itself all the while it bids so high.
    quoteRow('delta,BTCUSDT', 900, [120, 1], [119, 1]),
    quoteRow('delta,BTCUSDT', 2_700, [99, 1], [103, 1]),
  ])
}

function quotes(named: string, bid: number, ask: number): string[] {
  return [100, 2_000, 4_000, 8_000].map((ms) => quoteRow(named, ms, [bid, 1_000], [ask, 1_000]))
}

/** What is never compared. */
function writeOthers(folder: string): void {
  write(folder, 'alpha_quotes_2023-11-14_others', quoteHeader, [
    ...inOrder([
      ...quotes('alpha,BTCUSD', 99, 99.1),
      ...quotes('alpha,PEPEUSDT', 0.000_009, 0.000_009_1),
      ...quotes('alpha,LUNAUSDT', 80, 80.1),
    ]),
  ])
  write(folder, 'binance-futures_quotes_2023-11-14_others', quoteHeader, [
    ...inOrder([
      ...quotes('binance-futures,BTCUSDT', 120, 120.1),
      ...quotes('beta,1000PEPEUSDT', 0.02, 0.020_1),
      ...quotes('gamma,LUNA-USDT', 0.000_1, 0.000_11),
    ]),
  ])
}

function inOrder(rows: readonly string[]): string[] {
  return rows.toSorted((a, b) => Number(a.split(',')[3]) - Number(b.split(',')[3]))
}
