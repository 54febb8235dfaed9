import { expect, test } from 'vitest'
import { smallPlan } from '../../../../test/market/small-plan.ts'
import { eventKind, eventSide } from '../../../core/events/event-codes.ts'
import { EventColumns, type EventRows } from '../../../core/events/event-columns.ts'
import { priceOf, type PriceTicks } from '../../../core/price.ts'
import type { Instant } from '../../../core/time.ts'
import { engleGranger } from '../../../econometrics/cointegration/engle-granger.ts'
import { SyntheticMarket } from '../synthetic-market.ts'
import type { PlantedFact, PlantedTruth } from './planted-fact.ts'

// Every planted fact is found where its truth says, by who sees nothing but rows.

interface Part {
  readonly venues: readonly string[]
  readonly bases: readonly string[]
}

/** Runs a market with one fact in it; `see` is handed every second's rows. */
function run(
  fact: PlantedFact,
  part: Part,
  seconds: number,
  see: (rows: EventRows, market: SyntheticMarket, second: number) => void,
): PlantedTruth {
  return runBy(1, { fact, part, seconds }, see)
}

/** The same, every so many seconds. */
function runBy(
  every: number,
  {
    fact,
    part,
    seconds,
  }: { readonly fact: PlantedFact; readonly part: Part; readonly seconds: number },
  see: (rows: EventRows, market: SyntheticMarket, second: number) => void,
): PlantedTruth {
  const plan = smallPlan(1, { ...part, planted: [fact] })
  const market = new SyntheticMarket(plan)
  const out = new EventColumns()
  for (let second = every; second <= seconds; second += every) {
    out.empty()
    market.advance((plan.start + second * 1e6) as Instant, out)
    see(out, market, second)
  }
  return market.truth()[0]!
}

/** Mid price of an instrument, from the inside. */
function midOf(market: SyntheticMarket, venue: string, name: string): number {
  const index = market.instruments.indexOf({ venue, class: 'spot', name })!
  return market.market(index).mid()
}

test('a cointegrated pair is cointegrated, with its hedge ratio', () => {
  const fact: PlantedFact = {
    kind: 'cointegrated-pair',
    y: 'SOL',
    x: 'ETH',
    hedgeRatio: 1.3,
    halfLifeSeconds: 20,
    residualBps: 4,
  }
  const [y, x]: [number[], number[]] = [[], []]
  const truth = run(fact, { venues: ['coinbase'], bases: ['ETH', 'SOL'] }, 1_500, (_, market) => {
    y.push(Math.log(midOf(market, 'coinbase', 'SOL-USD')))
    x.push(Math.log(midOf(market, 'coinbase', 'ETH-USD')))
  })
  const outcome = engleGranger(Float64Array.from(y), [Float64Array.from(x)])
  if (outcome.kind === 'unavailable') throw new Error(outcome.detail)
  expect(outcome.value.pValue).toBeLessThan(0.01)
  // A residual of 4 bps that comes back within 20 s has some 50 independent values, and log x deviates by 15 bps: the
  // ratio's error is 4 / 15 / sqrt(50) = 0.04; three of them.
  expect(Math.abs(outcome.value.hedgeRatio[0]! - 1.3)).toBeLessThan(0.12)
  expect(truth.figures['hedgeRatio']).toBe(1.3)
})

test("a flow signal predicts the next minute as well as it says, in the market's own prices", () => {
  const fact: PlantedFact = {
    kind: 'flow-signal',
    venue: 'coinbase',
    base: 'BTC',
    quote: 'USD',
    class: 'spot',
    rSquared: 0.3,
  }
  const start = smallPlan(1, { venues: ['coinbase'], bases: ['BTC'] }).start
  const minutes: { signed: number; traded: number; mid: number }[] = []
  const part = { venues: ['coinbase'], bases: ['BTC'] }
  const truth = runBy(60, { fact, part, seconds: 12_000 }, (rows, market, second) => {
    for (let row = 0; row < rows.length; row++) {
      if (rows.kind[row] !== eventKind.trade) continue
      const minute = Math.floor((rows.exchangeTime[row]! - start) / 6e7)
      const entry = (minutes[minute] ??= { signed: 0, traded: 0, mid: NaN })
      entry.traded += rows.quantity[row]!
      entry.signed += rows.side[row] === eventSide.buy ? rows.quantity[row]! : -rows.quantity[row]!
    }
    const entry = (minutes[second / 60 - 1] ??= { signed: 0, traded: 0, mid: NaN })
    entry.mid = Math.log(midOf(market, 'coinbase', 'BTC-USD'))
  })
  const [x, y]: [number[], number[]] = [[], []]
  for (let minute = 0; minute + 1 < minutes.length - 1; minute++) {
    const { signed, traded, mid } = minutes[minute]!
    x.push(traded === 0 ? 0 : signed / traded)
    y.push(minutes[minute + 1]!.mid - mid)
  }
  const correlation = correlationOf(x, y)
  // 198 minutes: the correlation of 0.55 is known within 0.05, and within 1.6 times as much where storms and calms make
  // some minutes count for many; two deviations.
  expect(Math.abs(correlation - Math.sqrt(0.3))).toBeLessThan(0.16)
  expect(Math.abs(correlation - truth.figures['realisedCorrelation']!)).toBeLessThan(0.03)
  expect(truth.figures['statedRSquared']).toBe(0.3)
})

function correlationOf(x: readonly number[], y: readonly number[]): number {
  return productOf(x, y) / Math.sqrt(productOf(x, x) * productOf(y, y))
}

/** Sum of the products of deviations from the means. */
function productOf(a: readonly number[], b: readonly number[]): number {
  const meanA = a.reduce((sum, value) => sum + value, 0) / a.length
  const meanB = b.reduce((sum, value) => sum + value, 0) / b.length
  return a.reduce((sum, value, k) => sum + (value - meanA) * (b[k]! - meanB), 0)
}

test('a gap between venues opens and closes when it says', () => {
  const fact: PlantedFact = {
    kind: 'venue-gap',
    venue: 'kraken',
    base: 'ETH',
    bps: 40,
    atSeconds: 20,
    seconds: 20,
  }
  const gaps: number[] = []
  run(fact, { venues: ['kraken', 'coinbase'], bases: ['ETH'] }, 60, (_, market) => {
    const [a, b] = [midOf(market, 'kraken', 'ETH-USD'), midOf(market, 'coinbase', 'ETH-USD')]
    gaps.push((a / b - 1) * 1e4)
  })
  const mean = (from: number, to: number): number =>
    gaps.slice(from, to).reduce((sum, gap) => sum + gap, 0) / (to - from)
  // Noise of both venues is below 1 bps; a lag of half a second is over after 5 s.
  expect(Math.abs(mean(5, 20))).toBeLessThan(3)
  expect(Math.abs(mean(25, 40) - 40)).toBeLessThan(3)
  expect(Math.abs(mean(45, 60))).toBeLessThan(3)
})

const bitcoinAtBinance = { venue: 'binance', base: 'BTC', quote: 'USDT', class: 'spot' } as const

test('an iceberg takes what is sold at its price, more than it ever shows, and then the price goes up', () => {
  const fact: PlantedFact = {
    kind: 'absorbing-iceberg',
    ...bitcoinAtBinance,
    shownNotional: 20_000,
    notional: 50_000_000,
    pressure: 5,
    reboundBps: 20,
    atSeconds: 10,
    seconds: 60,
  }
  const sold = new Map<number, number>()
  const mids: number[] = []
  const truth = run(fact, { venues: ['binance'], bases: ['BTC'] }, 110, (rows, market) => {
    for (let row = 0; row < rows.length; row++) {
      if (rows.kind[row] !== eventKind.trade || rows.instrument[row] !== 0) continue
      const price = rows.price[row]!
      if (rows.side[row] === eventSide.sell) {
        sold.set(price, (sold.get(price) ?? 0) + rows.quantity[row]!)
      }
    }
    mids.push(midOf(market, 'binance', 'BTC-USDT'))
  })
  const { priceTicks, absorbedLots, lots, hasHeld } = truth.figures
  expect(hasHeld).toBe(1)
  const shown = 20_000 / 60_000 / 1e-5
  expect(absorbedLots).toBeGreaterThan(2 * shown)
  expect(absorbedLots).toBeLessThan(lots!)
  // Others rest at the price too: what was sold there is at least what the iceberg took.
  expect(sold.get(priceTicks!)!).toBeGreaterThanOrEqual(absorbedLots!)
  // 20 bps up within 20 s against a deviation of some 5 bps in that time.
  expect(mids.at(-1)! / mids[68]! - 1).toBeGreaterThan(8e-4)
})

test('a wall stands where and as large as it says, and is pulled before it trades', () => {
  const fact: PlantedFact = {
    kind: 'spoof-wall',
    ...bitcoinAtBinance,
    side: 'ask',
    notional: 3_000_000,
    awayBps: 8,
    pulledWithinBps: 3,
    atSeconds: 5,
    seconds: 30,
  }
  const told: { time: number; price: number; quantity: number }[] = []
  const truth = run(fact, { venues: ['binance'], bases: ['BTC'] }, 60, (rows) => {
    for (let row = 0; row < rows.length; row++) {
      if (rows.kind[row] !== eventKind.level || rows.instrument[row] !== 0) continue
      const [time, price, quantity] = [
        rows.exchangeTime[row]!,
        rows.price[row]!,
        rows.quantity[row]!,
      ]
      told.push({ time, price, quantity })
    }
  })
  const { priceTicks, lots, filledLots } = truth.figures
  expect(filledLots).toBe(0)
  const atWall = told.filter(({ price }) => price === priceTicks)
  const put = atWall.find(({ time }) => time === truth.from)!
  expect(put.quantity).toBeGreaterThanOrEqual(lots!)
  const pulled = atWall.find(({ time }) => time === truth.to)!
  expect(pulled.quantity).toBeLessThan(lots!)
})

test('in an outage a venue tells nothing but a gap, and comes back with its book', () => {
  const fact: PlantedFact = { kind: 'outage', venue: 'kraken', atSeconds: 5, seconds: 10 }
  const kinds: [number, number][] = []
  const truth = run(
    fact,
    { venues: ['kraken', 'coinbase'], bases: ['BTC'] },
    30,
    (rows, market) => {
      for (let row = 0; row < rows.length; row++) {
        if (market.instruments.at(rows.instrument[row]!).venue !== 'kraken') continue
        kinds.push([rows.exchangeTime[row]!, rows.kind[row]!])
      }
    },
  )
  const during = kinds.filter(([time]) => time >= truth.from && time < truth.to)
  expect(during.map(([, kind]) => kind)).toEqual([eventKind.gap])
  const after = kinds.filter(([time]) => time >= truth.to)
  expect(after[0]![1]).toBe(eventKind.clear)
  expect(after.length).toBeGreaterThan(100)
})

test('a stablecoin leaves its peg and comes back, at every venue that lists it', () => {
  const fact: PlantedFact = { kind: 'depeg', asset: 'USDC', bps: 500, atSeconds: 10, seconds: 60 }
  const mids: number[] = []
  const truth = run(fact, { venues: ['kraken', 'coinbase'], bases: ['USDC'] }, 100, (_, market) => {
    mids.push(midOf(market, 'kraken', 'USDC-USD'))
    expect(Math.abs(mids.at(-1)! / midOf(market, 'coinbase', 'USDC-USD') - 1)).toBeLessThan(0.01)
  })
  expect(truth.figures['lowestDollars']).toBeCloseTo(0.95, 9)
  expect(Math.min(...mids)).toBeLessThan(0.952)
  expect(mids[40]).toBeLessThan(0.96)
  expect(mids.at(-1)).toBeGreaterThan(0.995)
})

test('crowded longs are liquidated one after the other, and when the fund is empty winners are closed', () => {
  const fact: PlantedFact = {
    kind: 'liquidation-cascade',
    base: 'BTC',
    shockBps: 100,
    crowdedNotional: 30_000_000,
    insurance: 2_000,
    atSeconds: 10,
    seconds: 120,
  }
  let forced = 0
  let lots = 0
  const interest: number[] = []
  const prices: number[] = []
  const truth = run(fact, { venues: ['binance'], bases: ['BTC'] }, 140, (rows, market) => {
    for (let row = 0; row < rows.length; row++) {
      const kind = rows.kind[row]!
      const instrument = market.instruments.at(rows.instrument[row]!)
      if (kind === eventKind.openInterest) interest.push(rows.value[row]!)
      if (kind !== eventKind.liquidation || rows.side[row] !== eventSide.sell) continue
      forced++
      lots += rows.quantity[row]!
      prices.push(priceOf(rows.price[row]! as PriceTicks, instrument.tickSize))
    }
  })
  const { forcedOrders, forcedLots, deleveragedLots } = truth.figures
  expect(forced).toBeGreaterThan(10)
  expect(deleveragedLots).toBeGreaterThan(0)
  // Rows tell of every liquidation; those of the second after the end are not the cascade's.
  expect(forced).toBeGreaterThanOrEqual(forcedOrders!)
  expect(lots).toBeGreaterThanOrEqual(forcedLots!)
  expect(forced - forcedOrders!).toBeLessThan(5)
  expect(Math.min(...prices)).toBeLessThan(prices[0]! * 0.997)
  expect(interest.at(-1)).toBeLessThan(Math.max(...interest) * 0.95)
})
