import type { BarSeries } from '../../core/bars.ts'
import { innerJoin, pick } from '../../core/join.ts'
import { adf } from '../../econometrics/unit-roots/adf.ts'
import { engleGranger } from '../../econometrics/cointegration/engle-granger.ts'
import { johansen } from '../../econometrics/cointegration/johansen.ts'
import { kpss } from '../../econometrics/unit-roots/kpss.ts'
import type { PairTest, PairTestsResult } from './pair-tests-result.ts'

export interface PairTestsOptions {
  readonly log: boolean
  readonly alpha: number
}

/**
 * The battery the desk shows for one pair: is each price a random walk, is their residual none, and do the tests
 * agree, each with its null in words.
 *
 * A test the data are too few or too plain for is left out; with no common rows at all there are none.
 */
export function testPair(y: BarSeries, x: BarSeries, options: PairTestsOptions): PairTestsResult {
  const { rows, times } = innerJoin([y.times, x.times])
  const levels = (bars: BarSeries, at: Int32Array): Float64Array => {
    const closes = pick(bars.close, at)
    return options.log ? closes.map(Math.log) : closes
  }
  const pair: Pair = {
    yName: y.instrument.name,
    xName: x.instrument.name,
    y: levels(y, rows[0]!),
    x: levels(x, rows[1]!),
    alpha: options.alpha,
  }
  const forward = engleGranger(pair.y, [pair.x])
  const fit = forward.kind === 'value' ? forward.value : undefined
  return {
    kind: 'pair-tests',
    version: 1,
    y: pair.yName,
    x: pair.xName,
    timeframe: y.timeframe.label,
    log: options.log,
    alpha: options.alpha,
    observations: times.length,
    hedgeRatio: fit?.hedgeRatio[0] ?? null,
    intercept: fit?.intercept ?? null,
    rSquared: fit?.rSquared ?? null,
    halfLifeBars: fit?.halfLifeBars ?? null,
    halfLifeBarsCorrected: fit?.halfLifeBarsCorrected ?? null,
    tests: [
      unitRoot(pair.yName, pair.y, pair.alpha),
      stationarity(pair.yName, pair.y, pair.alpha),
      unitRoot(pair.xName, pair.x, pair.alpha),
      stationarity(pair.xName, pair.x, pair.alpha),
      cointegration(pair.yName, pair.xName, pair),
      cointegration(pair.xName, pair.yName, pair),
      rank(pair),
    ].filter((test) => test !== undefined),
  }
}

interface Pair {
  readonly yName: string
  readonly xName: string
  readonly y: Float64Array
  readonly x: Float64Array
  readonly alpha: number
}

function unitRoot(name: string, series: Float64Array, alpha: number): PairTest | undefined {
  const outcome = adf(series)
  if (outcome.kind === 'unavailable') return undefined
  const { statistic, pValue, lags, observations, nullHypothesis } = outcome.value
  const rejected = pValue <= alpha
  return {
    name: `ADF, ${name}`,
    statistic,
    pValue,
    criticalValue: null,
    lags,
    observations,
    nullHypothesis,
    rejected,
    reading: rejected
      ? `${name} already reverts by itself: cointegration is not the right question for it.`
      : `${name} wanders like a random walk, as a price should.`,
  }
}

function cointegration(yName: string, xName: string, pair: Pair): PairTest | undefined {
  const forward = yName === pair.yName
  const outcome = engleGranger(forward ? pair.y : pair.x, [forward ? pair.x : pair.y])
  if (outcome.kind === 'unavailable') return undefined
  const { statistic, pValue, lags, observations, nullHypothesis } = outcome.value
  const rejected = pValue <= pair.alpha
  return {
    name: `Engle-Granger, ${yName} on ${xName}`,
    statistic,
    pValue,
    criticalValue: null,
    lags,
    observations,
    nullHypothesis,
    rejected,
    reading: rejected
      ? `What ${xName} does not explain of ${yName} reverts.`
      : `What ${xName} does not explain of ${yName} wanders off: no level to trade back to.`,
  }
}

// One lagged difference is the smallest system with any dynamics; the screen's own row picks its lags by criterion.
const JOHANSEN_LAG_DIFFERENCES = 1

function rank(pair: Pair): PairTest | undefined {
  const outcome = johansen([pair.y, pair.x], {
    deterministic: 'constant',
    lagDifferences: JOHANSEN_LAG_DIFFERENCES,
    alpha: pair.alpha,
  })
  if (outcome.kind === 'unavailable') return undefined
  const { trace, tracePValues, observations, rank: ranks } = outcome.value
  return {
    name: 'Johansen trace, rank 0',
    statistic: trace[0]!,
    pValue: tracePValues[0]!,
    criticalValue: null,
    lags: JOHANSEN_LAG_DIFFERENCES,
    observations,
    nullHypothesis: 'no combination of the two series is stationary (cointegration rank 0)',
    rejected: ranks.trace > 0,
    reading: johansenReading(ranks.trace),
  }
}

function johansenReading(traceRank: number): string {
  if (traceRank === 0) return 'The system as a whole shows no common level either.'
  if (traceRank === 1) return 'One combination reverts: a pair in the full sense.'
  return 'Rank 2: both series look stationary, so the regression between them means little.'
}

// KPSS is asked of the prices only: on an estimated residual its table is not valid (Shin 1994 has another).
function stationarity(name: string, series: Float64Array, alpha: number): PairTest | undefined {
  const outcome = kpss(series)
  if (outcome.kind === 'unavailable') return undefined
  const { statistic, pValue, lags, observations, nullHypothesis } = outcome.value
  const { pValueAtTableEdge, criticalValues } = outcome.value
  const rejected = pValue <= alpha
  return {
    name: `KPSS, ${name}`,
    statistic,
    // Beyond its table a p-value is only known to lie beyond it.
    pValue: pValueAtTableEdge ? null : pValue,
    criticalValue: alpha === 0.05 ? criticalValues['5%'] : null,
    lags,
    observations,
    nullHypothesis,
    rejected,
    reading: rejected
      ? `Asked the other way round, a steady level of ${name} is refuted.`
      : `Asked the other way round, a steady level of ${name} is not refuted: the two tests disagree, or know too little.`,
  }
}
