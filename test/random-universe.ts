import type { BarSeries } from '../src/core/bars.ts'
import type { FundingSeries } from '../src/core/funding.ts'
import { Random } from '../src/math/random.ts'
import { addBar, emptyColumns, firstOpen, seriesOf } from './random-pair.ts'

/** Hourly perpetuals: three that hang together, two that wander, one listed late, one that ends. */
export interface RandomUniverse {
  readonly universe: readonly BarSeries[]
  readonly funding: ReadonlyMap<string, FundingSeries>
  /** The row at which LATE begins, and at which GONE ends. */
  readonly listed: number
  readonly ended: number
}

const hourUs = 3_600e6

/** BTC; AAA and BBB, each of which reverts to its own multiple of BTC; CCC and DDD; LATE and GONE, which revert to BTC too. */
export function randomUniverse(seed: number, rows: number): RandomUniverse {
  const random = new Random(seed)
  const listed = Math.floor(rows * 0.3)
  const ended = Math.floor(rows * 0.7)
  const hung = new Map([
    ['AAA', 1.2],
    ['BBB', 0.7],
    ['LATE', 0.9],
    ['GONE', 1.1],
  ])
  const names = ['BTC', 'AAA', 'BBB', 'CCC', 'DDD', 'LATE', 'GONE']
  const columns = new Map(names.map((name) => [name, emptyColumns()]))
  const residuals = new Map(names.map((name) => [name, 0]))
  let factor = 4
  for (let row = 0; row < rows; row++) {
    factor += 0.01 * random.normal()
    for (const name of names) {
      const slope = hung.get(name)
      const keeps = slope === undefined && name !== 'BTC' ? 1 : 0.8
      const residual = keeps * residuals.get(name)! + 0.01 * random.normal()
      residuals.set(name, name === 'BTC' ? 0 : residual)
      const isListed = (name !== 'LATE' || row >= listed) && (name !== 'GONE' || row < ended)
      const price = Math.exp((slope ?? 1) * factor + residuals.get(name)!)
      if (isListed) addBar(columns.get(name)!, random, row, price)
    }
  }
  const universe = names.map((name) => seriesOf(`${name}-USDT`, 'linear', columns.get(name)!))
  return { universe, funding: fundingOf(universe, random, rows), listed, ended }
}

/** Settlements every eight hours for the first three. */
function fundingOf(
  universe: readonly BarSeries[],
  random: Random,
  rows: number,
): Map<string, FundingSeries> {
  const times = Float64Array.from(
    { length: Math.ceil(rows / 8) + 1 },
    (_, k) => firstOpen + k * 8 * hourUs,
  )
  return new Map(
    universe.slice(0, 3).map(({ instrument }) => [
      instrument.name,
      {
        source: 'random',
        times,
        fundingRates: times.map(() => 1e-3 * random.normal()),
        marks: times.map(() => Number.NaN),
      },
    ]),
  )
}

/** The universe up to (excluding) an instant; series that had not begun are gone. */
export function cutUniverse(given: RandomUniverse, before: number): RandomUniverse {
  const universe = given.universe
    .map((bars): BarSeries => {
      const count = bars.times.filter((time) => time < before).length
      return {
        ...bars,
        times: bars.times.slice(0, count),
        open: bars.open.slice(0, count),
        high: bars.high.slice(0, count),
        low: bars.low.slice(0, count),
        close: bars.close.slice(0, count),
        volume: bars.volume.slice(0, count),
      }
    })
    .filter(({ times }) => times.length > 0)
  return { ...given, universe }
}
