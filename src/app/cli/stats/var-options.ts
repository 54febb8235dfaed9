import type { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import {
  lagOrderCriteria,
  type LagOrderCriteria,
  type VarCriterion,
} from '../../../econometrics/vector-autoregression/lag-order-criteria.ts'
import type { VarFault, VarTrend } from '../../../econometrics/vector-autoregression/lagged-fit.ts'
import { available, type Outcome } from '../../../math/outcome.ts'
import { lagOptions, trendOption } from '../lag-options.ts'

/** How the lags of a vector autoregression are chosen, on every command that has one. */
export interface VarCliOptions {
  readonly criterion: VarCriterion
  readonly lags?: number
  readonly maxLags?: number
  readonly trend: VarTrend
}

/** The lags, and what each criterion said of each order; null where they were given. */
export interface ChosenLags {
  readonly lags: number
  readonly criterion: VarCriterion | 'fixed'
  readonly lagOrder: LagOrderCriteria | null
}

/** `--trend`, `--criterion`, `--lags` and `--max-lags` */
export function varOptions(): readonly Option[] {
  return [trendOption(['n', 'c', 'ct'], 'c'), ...lagOptions(['aic', 'bic', 'hqic', 'fpe'])]
}

/** Without lags a trend is all there is. @throws UsageError */
export function requireRegressors({ lags, maxLags, trend }: VarCliOptions): void {
  if (trend !== 'n' || (lags ?? maxLags) !== 0) return
  throw new UsageError('no lags and --trend n leave nothing to estimate', { trend })
}

/** The lags that were asked for, or those the criterion takes. */
export function chosenLags(
  columns: readonly Float64Array[],
  { criterion, lags, maxLags, trend }: VarCliOptions,
): Outcome<ChosenLags, VarFault> {
  if (lags !== undefined) return available({ lags, criterion: 'fixed', lagOrder: null })
  const orders = lagOrderCriteria(columns, {
    trend,
    ...(maxLags === undefined ? {} : { maxLags }),
  })
  if (orders.kind === 'unavailable') return orders
  return available({ lags: orders.value.chosen[criterion], criterion, lagOrder: orders.value })
}
