import type { BarSeries } from '../src/core/bars.ts'
import type { FundingSeries } from '../src/core/funding.ts'
import type { InstrumentClass } from '../src/core/instrument.ts'
import { parseTimeframe } from '../src/core/timeframe.ts'
import { Random } from '../src/math/random.ts'

/** Two hourly series whose residual reverts quickly, with holes, dead bars and gaps between close and open. */
export interface RandomPair {
  readonly y: BarSeries
  readonly x: BarSeries
  readonly yFunding: FundingSeries
}

const hour = parseTimeframe('1h')!
export const firstOpen = 1_704_067_200_000_000

/** @param rows bars before holes are torn into each series */
export function randomPair(
  seed: number,
  rows: number,
  kind: InstrumentClass = 'linear',
): RandomPair {
  const random = new Random(seed)
  let factor = 4
  let residual = 0
  const x = emptyColumns()
  const y = emptyColumns()
  for (let row = 0; row < rows; row++) {
    factor += 0.01 * random.normal()
    residual = 0.8 * residual + 0.01 * random.normal()
    addBar(x, random, row, Math.exp(factor))
    addBar(y, random, row, Math.exp(0.5 + 1.2 * factor + residual))
  }
  return {
    y: seriesOf('AAA-USDT', kind, y),
    x: seriesOf('BBB-USDT', kind, x),
    yFunding: {
      source: 'random',
      times: Float64Array.from(
        { length: Math.ceil(rows / 8) + 1 },
        (_, k) => firstOpen + k * 8 * hour.duration,
      ),
      fundingRates: Float64Array.from(
        { length: Math.ceil(rows / 8) + 1 },
        () => 1e-3 * random.normal(),
      ),
      marks: new Float64Array(Math.ceil(rows / 8) + 1).fill(Number.NaN),
    },
  }
}

export interface Columns {
  readonly times: number[]
  readonly open: number[]
  readonly high: number[]
  readonly low: number[]
  readonly close: number[]
  readonly volume: number[]
}

export function emptyColumns(): Columns {
  return { times: [], open: [], high: [], low: [], close: [], volume: [] }
}

export function addBar(columns: Columns, random: Random, row: number, price: number): void {
  const isTorn = random.uniform() < 0.03
  const isDead = random.uniform() < 0.05
  const open = rounded((columns.close.at(-1) ?? price) * (1 + 0.002 * random.normal()))
  const close = rounded(price)
  if (isTorn) return
  columns.times.push(firstOpen + row * hour.duration)
  columns.open.push(open)
  columns.high.push(Math.max(open, close))
  columns.low.push(Math.min(open, close))
  columns.close.push(close)
  columns.volume.push(isDead ? 0 : rounded(1 + 100 * random.uniform()))
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

/** The same columns as bars of an instrument at venue `test`. */
export function seriesOf(name: string, kind: InstrumentClass, columns: Columns): BarSeries {
  const [base, quote] = name.split('-') as [string, string]
  return {
    instrument: {
      name,
      venue: 'test',
      base,
      quote,
      class: kind,
      tickSize: { units: 1, decimals: 4 },
      lotSize: { units: 1, decimals: 8 },
    },
    timeframe: hour,
    source: 'random',
    times: Float64Array.from(columns.times),
    open: Float64Array.from(columns.open),
    high: Float64Array.from(columns.high),
    low: Float64Array.from(columns.low),
    close: Float64Array.from(columns.close),
    volume: Float64Array.from(columns.volume),
  }
}
