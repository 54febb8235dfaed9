import { engleGrangerStatistic } from '../../../econometrics/bootstrap/engle-granger-statistic.ts'
import { nullUniverse } from '../../../econometrics/bootstrap/null-universe.ts'
import { romanoWolf } from '../../../econometrics/multiple-testing/romano-wolf.ts'
import { innerJoin, pick } from '../../../core/join.ts'
import type { BarSeries } from '../../../core/bars.ts'
import { expectValue } from '../../../math/outcome.ts'
import type { Random } from '../../../math/random.ts'
import type { ScreenProgress } from '../screen.ts'

/** Two series of a universe, by their places, and the nearer of their two Engle-Granger statistics. */
export interface TestedPair {
  readonly places: readonly [number, number]
  readonly statistic: number
}

/** What drawn universes say of a pair. */
export interface DrawnPValues {
  /** Of the pair by itself. */
  readonly bootstrapPValue: number
  /** The chance that any pair of a universe without relations is as extreme. */
  readonly stepdownPValue: number
}

/**
 * Holds pairs against universes without relations, drawn from the returns of the same series: a joint wild bootstrap.
 *
 *   p = (1 + drawn universes whose smaller statistic of the pair is at or below its own) / (1 + universes)
 *
 * Tables suppose returns of one variance; on coins they find too much, most of all in the far tail where the correction
 * for many pairs looks. Statistics are those of the screen: a constant, lags by AIC. Series that begin, pause or end
 * within the span stand still there. Null hypothesis: no pair is cointegrated. Cost: two statistics a pair and draw.
 *
 * @param series of one span, prices above 0
 * @returns in the order of the pairs, after yielding its progress once a universe
 */
export function* drawnPValues(
  series: readonly BarSeries[],
  pairs: readonly TestedPair[],
  by: { readonly universes: number; readonly random: Random; readonly log: boolean },
): Generator<ScreenProgress, DrawnPValues[]> {
  const calendar = calendarOf(series)
  const universe = expectValue(nullUniverse(series.map((bars) => standing(bars, calendar))))
  const drawn = series.map(() => new Float64Array(calendar.length))
  const testers = pairs.map(({ places }) => testerOf(series, places, calendar))
  const replications: Float64Array[] = []
  for (let done = 0; done < by.universes; done++) {
    universe.draw(drawn, by.random)
    const levels = by.log ? drawn : drawn.map((level) => level.map(Math.exp))
    replications.push(Float64Array.from(testers, (tester) => tester(levels)))
    yield { done: done + 1, total: by.universes }
  }
  const observed = Float64Array.from(pairs, ({ statistic }) => statistic)
  const { pValues, adjustedPValues } = romanoWolf(observed, replications, { rejects: 'small' })
  return pairs.map((_, k) => ({
    bootstrapPValue: pValues[k]!,
    stepdownPValue: adjustedPValues[k]!,
  }))
}

function calendarOf(series: readonly BarSeries[]): Float64Array {
  const opens = new Set<number>()
  for (const { times } of series) for (const open of times) opens.add(open)
  return Float64Array.from(opens).toSorted()
}

/** Log closes at every instant of the calendar: the last one where there is no bar, so that nothing changes there. */
function standing({ times, close }: BarSeries, calendar: Float64Array): Float64Array {
  let row = 0
  return calendar.map((instant) => {
    while (row + 1 < times.length && times[row + 1]! <= instant) row++
    return Math.log(close[row]!)
  })
}

/** The smaller statistic of a pair's two directions on drawn levels, over the rows its series share. */
function testerOf(
  series: readonly BarSeries[],
  [first, second]: readonly [number, number],
  calendar: Float64Array,
): (levels: readonly Float64Array[]) => number {
  const shared = innerJoin([series[first]!.times, series[second]!.times]).times
  const rows = innerJoin([calendar, shared]).rows[0]!
  const isWhole = rows.length === calendar.length
  const statistic = engleGrangerStatistic({ rows: rows.length, regressors: 1 })
  return (levels) => {
    const [a, b] = [first, second].map((place) =>
      isWhole ? levels[place]! : pick(levels[place]!, rows),
    ) as [Float64Array, Float64Array]
    return Math.min(statistic(a, [b]), statistic(b, [a]))
  }
}
