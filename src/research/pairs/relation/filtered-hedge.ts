import {
  startHedgeFilter,
  stepHedgeFilter,
  type HedgeFilter,
  type HedgeVariances,
} from '../../../econometrics/state-space/hedge-filter.ts'
import { brentRoot } from '../../../math/optimise/brent-root.ts'
import { available, unavailable, type Outcome } from '../../../math/outcome.ts'
import type { JoinedLegs } from './joined-legs.ts'

/**
 * A hedge ratio that is filtered bar by bar, from the first training row on: as far as it was asked for, kept so that
 * asking again costs nothing. Everything in it is a function of the rows up to the one it stands at.
 */
export interface FilteredHedge {
  readonly filter: HedgeFilter
  readonly joined: JoinedLegs
  readonly firstRow: number
  /** y less what the hedge of the bar before makes of x, row by row from the first on; NaN until that is settled. */
  readonly innovations: number[]
  /** The hedge ratio given the rows up to this one. */
  readonly hedgeRatios: number[]
  /** Rows over which an innovation is standardised. */
  readonly windowRows: number
  /** How many newest rows a fitted value rests on, over the later half of training. */
  readonly memoryBars: number
}

/** What a filter is made for: the rows it settles in, the noise of their residual, and how long it is to remember. */
export interface FilterTraining {
  readonly trainFrom: number
  readonly testFrom: number
  /** Of the residual of the training rows. */
  readonly residualVariance: number
  readonly memoryBars: number
}

/**
 * A filter of y_t = a + b_t x_t + e_t whose memory over the later half of the training rows is what was asked for.
 *
 *   b_{t+1} = b_t + m_t,   variance m / variance e by root search so that 1 / mean(1 - variance e / F_t) = memory
 *
 * The memory is set and not estimated: by maximum likelihood a filter of hourly or daily coins remembers one bar
 * (1.0 or 1.1 in each of 17 windows of ETH on BTC), for their residual keeps most of itself from bar to bar and
 * following it is what predicts best. Such a filter takes every deviation for a new mean and leaves none to trade.
 * The intercept is fixed, for where both may walk the likelihood lets only one of them.
 *
 * @returns no value where even a constant hedge ratio does not rest on so many rows by the end of training
 */
export function filteredHedge(
  joined: JoinedLegs,
  training: FilterTraining,
): Outcome<FilteredHedge, 'too-few-rows'> {
  const { trainFrom, testFrom, memoryBars } = training
  const filterOf = (ratio: number): FilteredHedge => {
    const variances = variancesOf(training.residualVariance, ratio)
    const started = startFilter(joined, training, variances)
    return { ...started, memoryBars: settle(started, testFrom) }
  }
  // A settled filter with x^2 near its mean c remembers 1 / h rows where m / e = h^2 / (1 - h) / c. A hundred times
  // that forgets faster than was asked for, and 1e-12 of it walks by nothing that could be seen.
  const weight = 1 / memoryBars
  const high = Math.log(
    (100 * weight * weight) / (1 - weight) / meanSquare(joined, trainFrom, testFrom),
  )
  const excess = (logRatio: number): number =>
    Math.log(filterOf(Math.exp(logRatio)).memoryBars / memoryBars)
  const root = brentRoot(excess, { low: high - Math.log(1e14), high, tolerance: 1e-9 })
  if (root.kind === 'unavailable') {
    return unavailable(
      'too-few-rows',
      `a filter that remembers ${memoryBars.toFixed(1)} bars does not settle in ${testFrom - trainFrom} training rows`,
    )
  }
  return available(filterOf(Math.exp(root.value)))
}

/** The filter's reading at a row: the residual under the hedge of the bar before, in trailing deviations, and the new hedge. */
export function readFilter(
  filtered: FilteredHedge,
  row: number,
): { readonly zScore: number | undefined; readonly hedgeRatio: number } {
  advance(filtered, row)
  const at = row - filtered.firstRow
  const { innovations, hedgeRatios, windowRows } = filtered
  let squares = 0
  for (let k = at - windowRows + 1; k <= at; k++) squares += innovations[k]! ** 2
  // About zero: that is where the filter expects the residual, whatever its mean of late.
  const deviation = Math.sqrt(squares / windowRows)
  return {
    zScore: deviation > 0 ? innovations[at]! / deviation : undefined,
    hedgeRatio: hedgeRatios[at]!,
  }
}

function variancesOf(residualVariance: number, ratio: number): HedgeVariances {
  return {
    observation: residualVariance,
    intercept: 0,
    hedgeRatio: residualVariance * ratio,
  }
}

function startFilter(
  joined: JoinedLegs,
  { trainFrom, testFrom }: FilterTraining,
  variances: HedgeVariances,
): Omit<FilteredHedge, 'memoryBars'> {
  return {
    filter: startHedgeFilter(variances, 'fixed'),
    joined,
    firstRow: trainFrom,
    innovations: [],
    hedgeRatios: [],
    // The first half settles the filter.
    windowRows: Math.ceil((testFrom - trainFrom) / 2),
  }
}

/** Drives a filter through its training rows; how many of them a fitted value rests on in their later half. */
function settle(filtered: Omit<FilteredHedge, 'memoryBars'>, testFrom: number): number {
  const { filter, firstRow, windowRows } = filtered
  let weights = 0
  for (let row = firstRow; row < testFrom; row++) {
    advance(filtered, row)
    if (row < testFrom - windowRows) continue
    weights += 1 - filter.variances.observation / filter.innovationVariance
  }
  return windowRows / weights
}

function advance(filtered: Omit<FilteredHedge, 'memoryBars'>, row: number): void {
  const { filter, joined, firstRow, innovations, hedgeRatios } = filtered
  const [y, x] = joined.legs.map(({ levels }) => levels) as [Float64Array, Float64Array]
  for (let next = firstRow + innovations.length; next <= row; next++) {
    stepHedgeFilter(filter, y[next]!, x[next]!)
    innovations.push(filter.innovation)
    hedgeRatios.push(filter.hedgeRatio)
  }
}

function meanSquare({ legs }: JoinedLegs, from: number, to: number): number {
  const x = legs[1]!.levels
  let squares = 0
  for (let row = from; row < to; row++) squares += x[row]! ** 2
  return squares / (to - from)
}
