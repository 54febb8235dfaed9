import type { BarSeries } from '../../core/bars.ts'
import { innerJoin, pick } from '../../core/join.ts'
import {
  engleGranger,
  type EngleGrangerResult,
} from '../../econometrics/cointegration/engle-granger.ts'
import { johansen } from '../../econometrics/cointegration/johansen.ts'
import type { FalseDiscoveryControl, ScreenRow } from './screen-result.ts'

/** How a screen tests and what it counts as found. */
export interface ScreenOptions {
  /** Whether prices enter as their natural logarithm. */
  readonly log: boolean
  readonly trend: 'n' | 'c' | 'ct' | 'ctt'
  /** How the lags of the residual's unit-root test are chosen, where `lags` does not fix them. */
  readonly criterion: 'aic' | 'bic' | 'tstat'
  readonly lags?: number
  readonly maxLags?: number
  readonly alpha: number
  readonly fdr: FalseDiscoveryControl
  /** Universes to hold the pairs against; without them asymptotic p-values decide. */
  readonly bootstrap?: { readonly universes: number; readonly seed: number }
}

/** `isobar pairs screen` without options. */
export const defaultScreenOptions: ScreenOptions = {
  log: false,
  trend: 'c',
  criterion: 'aic',
  alpha: 0.05,
  fdr: 'bh',
}

/** Under this many common rows a test's asymptotics say nothing, whatever digits it gives. */
export const rowsLeast = 12

/** A row before the correction for many tests. */
export type DirectionFindings = Omit<
  ScreenRow,
  'qValue' | 'johansenRank' | 'rejected' | keyof NullFigures
>

/** What a row has besides where it is held against drawn universes. */
export interface NullFigures {
  readonly bootstrapPValue: number
  readonly stepdownPValue: number
  readonly nullHalfLifeShare: number | null
  readonly nullRSquaredShare: number | null
}

/** What one pair gave: both directions, or why it could not be tested. */
export type PairFindings =
  | {
      readonly kind: 'tested'
      readonly rows: readonly [DirectionFindings, DirectionFindings]
      readonly johansenRank: number | null
    }
  | { readonly kind: 'skipped'; readonly series: string; readonly reason: string }

/**
 * Engle-Granger both ways and Johansen once, on the rows two series share: the readable path, one pair at a time.
 *
 * Johansen takes the larger lag order of the two directions, an unrestricted constant and the trace test at alpha.
 */
export function screenPair(a: BarSeries, b: BarSeries, options: ScreenOptions): PairFindings {
  const { rows } = innerJoin([a.times, b.times])
  const names = [a.instrument.name, b.instrument.name] as const
  const columns = [
    levels(pick(a.close, rows[0]!), options.log),
    levels(pick(b.close, rows[1]!), options.log),
  ] as const
  return screenColumns(names, columns, options)
}

/** The same on columns that are joined already, logarithms taken where they are asked for. */
export function screenColumns(
  names: readonly [string, string],
  columns: readonly [Float64Array, Float64Array],
  options: ScreenOptions,
): PairFindings {
  const rows = columns[0].length
  if (rows < rowsLeast) {
    return skipped(names, `too few rows: ${rows} in common, at least ${rowsLeast} are needed`)
  }
  const forward = engleGranger(columns[0], [columns[1]], options)
  const backward = engleGranger(columns[1], [columns[0]], options)
  if (forward.kind === 'unavailable') return skipped(names, forward.detail)
  if (backward.kind === 'unavailable') return skipped(names, backward.detail)
  return {
    kind: 'tested',
    rows: [
      direction(names[0], names[1], forward.value),
      direction(names[1], names[0], backward.value),
    ],
    johansenRank: traceRank(columns, Math.max(forward.value.lags, backward.value.lags), options),
  }
}

function skipped(names: readonly [string, string], reason: string): PairFindings {
  return { kind: 'skipped', series: `${names[0]} ~ ${names[1]}`, reason }
}

function levels(prices: Float64Array, log: boolean): Float64Array {
  return log ? prices.map(Math.log) : prices
}

function direction(y: string, x: string, result: EngleGrangerResult): DirectionFindings {
  return {
    y,
    x,
    statistic: result.statistic,
    pValue: result.pValue,
    lags: result.lags,
    observations: result.observations,
    hedgeRatio: result.hedgeRatio[0]!,
    intercept: result.intercept,
    halfLifeBars: result.halfLifeBars,
    rSquared: result.rSquared,
  }
}

function traceRank(
  closes: readonly Float64Array[],
  lagDifferences: number,
  { alpha }: ScreenOptions,
): number | null {
  const outcome = johansen(closes, { deterministic: 'constant', lagDifferences, alpha })
  return outcome.kind === 'value' ? outcome.value.rank.trace : null
}
