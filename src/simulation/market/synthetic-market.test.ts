import fc from 'fast-check'
import { expect, test } from 'vitest'
import { smallPlan } from '../../../test/market/small-plan.ts'
import { InstrumentBook } from '../../book/instrument-book.ts'
import type { BookLevels } from '../../book/order-book.ts'
import { eventFlag, eventKind, eventSide, type BookSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { crc32 } from '../../math/crc32.ts'
import { defaultMarketPlan } from './default-plan.ts'
import type { MarketPlan } from './market-plan.ts'
import { MarketWorld } from './market-world.ts'
import { SyntheticMarket } from './synthetic-market.ts'

const { bid, ask } = eventSide
const seeds = fc.nat(1_000_000)
// With more markets: ISOBAR_RUNS=100 npx vitest run src/simulation/market/synthetic-market.test.ts --testTimeout 0
const runs = Number(process.env['ISOBAR_RUNS'] ?? 3)

/** Every style of feed once: levels at once, levels in batches, orders; spot and perpetual. */
const part = { venues: ['binance', 'okx', 'kraken'], bases: ['BTC', 'SOL'] }

function rowsOf(plan: MarketPlan, seconds: number, rowsMost = 5_000): EventColumns {
  const market = new SyntheticMarket(plan)
  const all = new EventColumns()
  const batch = new EventColumns()
  const until = (plan.start + seconds * 1e6) as Instant
  for (let isDone = false; !isDone;) {
    batch.empty()
    isDone = market.advance(until, batch, rowsMost)
    for (let row = 0; row < batch.length; row++) all.addRow(batch, row)
  }
  market.finish(all)
  return all
}

function hashOf(rows: EventColumns): number[] {
  const columns = [
    rows.kind,
    rows.side,
    rows.flags,
    rows.instrument,
    rows.exchangeTime,
    rows.localTime,
    rows.sequence,
    rows.price,
    rows.quantity,
    rows.value,
    rows.id,
  ]
  return columns.map((column) => {
    const used = column.subarray(0, rows.length)
    return crc32(new Uint8Array(used.buffer, used.byteOffset, used.byteLength))
  })
}

test('the same seed gives the same bytes, in batches of whatever size; another seed others', () => {
  const plan = smallPlan(7, part)
  const whole = rowsOf(plan, 20)
  expect(whole.length).toBeGreaterThan(5_000)
  expect(hashOf(rowsOf(plan, 20))).toEqual(hashOf(whole))
  expect(hashOf(rowsOf(plan, 20, 1))).toEqual(hashOf(whole))
  expect(hashOf(rowsOf(smallPlan(8, part), 20))).not.toEqual(hashOf(whole))
})

test('it does not matter how often one looks', () => {
  const plan = smallPlan(9, part)
  const market = new SyntheticMarket(plan)
  const rows = new EventColumns()
  for (let microseconds = 0; microseconds <= 5e6; microseconds += 6_250) {
    market.advance((plan.start + microseconds) as Instant, rows)
    expect(market.now).toBe(plan.start + microseconds)
  }
  market.finish(rows)
  expect(hashOf(rows)).toEqual(hashOf(rowsOf(plan, 5)))
})

test('times never go back, nothing is known before it happened, numbers have no gap', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const rows = rowsOf(smallPlan(seed, part), 10)
      const last = { local: 0, exchange: new Map<number, number>() }
      const sequences = new Map<number, number>()
      const trades = new Map<number, number>()
      const faults: string[] = []
      for (let row = 0; row < rows.length; row++) {
        const instrument = rows.instrument[row]!
        const [local, exchange] = [rows.localTime[row]!, rows.exchangeTime[row]!]
        if (!(local >= last.local)) faults.push(`row ${row}: local time goes back`)
        if (!(exchange <= local)) faults.push(`row ${row}: known before it happened`)
        if (exchange < (last.exchange.get(instrument) ?? 0)) faults.push(`row ${row}: venue time`)
        if (!Number.isSafeInteger(local) || !Number.isSafeInteger(exchange)) faults.push('fraction')
        last.local = local
        last.exchange.set(instrument, exchange)
        const kind = rows.kind[row]!
        const ends = (rows.flags[row]! & eventFlag.endsMessage) !== 0
        if (kind <= eventKind.order && ends) {
          const before = sequences.get(instrument) ?? 0
          if (rows.sequence[row] !== before + 1) faults.push(`row ${row}: sequence after ${before}`)
          sequences.set(instrument, before + 1)
        }
        if (kind === eventKind.trade) {
          const before = trades.get(instrument) ?? 0
          if (rows.id[row] !== before + 1) faults.push(`row ${row}: trade after ${before}`)
          trades.set(instrument, before + 1)
        }
      }
      expect(faults).toEqual([])
      // In ten seconds the quietest of the twelve need not trade.
      expect(trades.size).toBeGreaterThanOrEqual(10)
    }),
    { numRuns: runs },
  )
})

test('no book crosses, and trades take what was shown, at its price', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const plan = smallPlan(seed, { venues: ['binance', 'kraken'], bases: ['BTC', 'SOL'] })
      const rows = rowsOf(plan, 10)
      const books = new Map<number, InstrumentBook>()
      const used = new Map<string, number>()
      const faults: string[] = []
      for (let row = 0; row < rows.length; row++) {
        const instrument = rows.instrument[row]!
        const book = books.get(instrument) ?? new InstrumentBook()
        books.set(instrument, book)
        if (rows.kind[row] === eventKind.trade) {
          const side = (1 - rows.side[row]!) as BookSide
          const price = rows.price[row]!
          const key = `${instrument} ${side} ${price}`
          const taken = (used.get(key) ?? 0) + rows.quantity[row]!
          used.set(key, taken)
          if (taken > book.levels.quantityAt(side, price)) faults.push(`row ${row}: ${taken} lots`)
          continue
        }
        book.apply(rows, row)
        if (rows.kind[row]! > eventKind.order) continue
        if ((rows.flags[row]! & eventFlag.endsMessage) === 0) continue
        used.clear()
        if (book.levels.best(bid) >= book.levels.best(ask)) faults.push(`row ${row}: crossed`)
      }
      expect(faults).toEqual([])
    }),
    { numRuns: runs },
  )
})

test('rebuilt books are the inside books whenever the market stands still', () => {
  const plan = smallPlan(11, part)
  const nearby = {
    ...plan,
    venues: plan.venues.map((each) => ({ ...each, latencyMs: 0, jitterMs: 0 })),
  }
  const market = new SyntheticMarket(nearby)
  const books = market.instruments.list().map(() => new InstrumentBook())
  const out = new EventColumns()
  let compared = 0
  for (let millisecond = 1; millisecond <= 5_000; millisecond++) {
    out.empty()
    market.advance((plan.start + millisecond * 1_000) as Instant, out)
    for (let row = 0; row < out.length; row++) books[out.instrument[row]!]!.apply(out, row)
    for (const [index, book] of books.entries()) {
      const inside = market.market(index)
      if (inside.feed.hasUntold) continue
      compared++
      for (const side of [bid, ask] as const) {
        if (sameLevels(book.levels, inside.book.levels, side)) continue
        throw new Error(`instrument ${index}, millisecond ${millisecond}: not the inside book`)
      }
    }
  }
  expect(compared).toBeGreaterThan(30_000)
})

function sameLevels(a: BookLevels, b: BookLevels, side: BookSide): boolean {
  let price = a.best(side)
  if (!Object.is(price, b.best(side))) return false
  while (!Number.isNaN(price)) {
    if (a.quantityAt(side, price) !== b.quantityAt(side, price)) return false
    const next = a.nextPrice(side, price)
    if (!Object.is(next, b.nextPrice(side, price))) return false
    price = next
  }
  return true
}

test('venues follow one another: an asset costs the same everywhere, give or take what makers do not know', () => {
  const plan = defaultMarketPlan(5)
  const market = new SyntheticMarket(plan)
  const out = new EventColumns()
  let worst = 0
  for (let second = 1; second <= 60; second++) {
    out.empty()
    market.advance((plan.start + second * 1e6) as Instant, out)
    const mids = market.instruments
      .list()
      .flatMap(({ base }, index) => (base === 'BTC' ? [market.market(index).mid()] : []))
    expect(mids).toHaveLength(9)
    worst = Math.max(worst, Math.max(...mids) / Math.min(...mids) - 1)
  }
  // Basis of 2 bps, noise of 0.4 bps, stablecoins some basis points off a dollar at most, lags below a second.
  expect(worst).toBeLessThan(20e-4)
})

test('a perpetual tells mark, index, funding and open interest', () => {
  const rows = rowsOf(smallPlan(3, { venues: ['binance'], bases: ['BTC'] }), 5)
  const values = new Map<number, number[]>()
  for (let row = 0; row < rows.length; row++) {
    const list = values.get(rows.kind[row]!) ?? []
    list.push(rows.value[row]!)
    values.set(rows.kind[row]!, list)
  }
  const [mark, index] = [values.get(eventKind.mark)!, values.get(eventKind.index)!]
  expect(mark).toHaveLength(4)
  for (const [k, price] of mark.entries())
    expect(Math.abs(price / index[k]! - 1)).toBeLessThan(1e-3)
  for (const rate of values.get(eventKind.fundingRate)!) expect(Math.abs(rate)).toBeLessThan(0.0075)
  for (const time of values.get(eventKind.fundingTime)!) expect(time % 28_800_000_000).toBe(0)
  expect(values.get(eventKind.openInterest)!.every((lots) => lots > 0)).toBe(true)
})

test('an inverse perpetual is so many dollars a contract, and follows the spot markets in dollars', () => {
  const whole = defaultMarketPlan(9)
  const inverse = whole.listings.find(
    ({ class: kind, base }) => kind === 'inverse' && base === 'BTC',
  )!
  const spot = whole.listings.find(({ venue, base }) => venue === 'coinbase' && base === 'BTC')!
  const market = new SyntheticMarket({ ...whole, listings: [spot, inverse] })
  const rows = new EventColumns()
  market.advance((whole.start + 600e6) as Instant, rows)
  const { instrument, book, signedLots } = market.market(1)
  expect(instrument).toMatchObject({ class: 'inverse', quote: 'USD', contractSize: { units: 100 } })
  const dollars: number[] = []
  let [mark, index, open] = [NaN, NaN, NaN]
  for (let row = 0; row < rows.length; row++) {
    if (rows.instrument[row] !== 1) continue
    if (rows.kind[row] === eventKind.trade) dollars.push(rows.quantity[row]! * 100)
    else if (rows.kind[row] === eventKind.mark) mark = rows.value[row]!
    else if (rows.kind[row] === eventKind.index) index = rows.value[row]!
    else if (rows.kind[row] === eventKind.openInterest) open = rows.value[row]! * 100
  }
  expect(signedLots).not.toBe(0)
  // Twenty million dollars are open at the start.
  expect(open).toBeGreaterThan(1e7)
  expect(open).toBeLessThan(4e7)
  // The median of market orders is some hundred dollars, whatever a coin costs: a contract or a few.
  const middle = dollars.toSorted((a, b) => a - b)[dollars.length >> 1]!
  expect(middle).toBeGreaterThanOrEqual(100)
  expect(middle).toBeLessThan(5_000)
  expect(Math.abs(mark / index - 1)).toBeLessThan(0.001)
  expect(Math.abs(market.market(0).mid() / index - 1)).toBeLessThan(0.001)
  expect(book.levels.quantityAt(0, book.levels.best(0))).toBeGreaterThan(0)
})

test('its insurance fund is in coin', () => {
  const whole = defaultMarketPlan(9)
  const listings = whole.listings.filter(({ class: kind }) => kind === 'inverse')
  const silent = { happened: () => undefined }
  const world = new MarketWorld({ ...whole, listings }, silent)
  for (const { market, perpetual } of world.listed) {
    perpetual!.insure(30_000)
    expect(perpetual!.insurance * market.mid()).toBeGreaterThan(29_000)
    expect(perpetual!.insurance * market.mid()).toBeLessThan(31_000)
  }
})
