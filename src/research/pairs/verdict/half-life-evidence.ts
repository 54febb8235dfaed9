import { ornsteinUhlenbeck } from '../../../econometrics/mean-reversion/ornstein-uhlenbeck.ts'
import { normalQuantile } from '../../../math/distributions/normal.ts'
import type { BacktestInput } from '../backtest-options.ts'
import { relationOf, residualAt } from '../relation/fold-relation.ts'
import { joinLegs, levelled, levelsOf } from '../relation/joined-legs.ts'
import type { HalfLifeEvidence } from '../verdict-result.ts'

const none: HalfLifeEvidence = { bars: null, barsCorrected: null, interval: null }

/**
 * The half-life of what a regression over all rows leaves, with its 95 % interval.
 *
 *   h exp(+-1.96 se(h) / h),   h and se(h) of the Ornstein-Uhlenbeck process behind the residual
 *
 * On the logarithm, for a half-life is above zero. Nothing where the residual does not revert.
 */
export function halfLifeEvidence({ y, x }: BacktestInput, log: boolean): HalfLifeEvidence {
  const joined = joinLegs([levelled(y, log), levelled(x, log)])
  const levels = levelsOf(joined, 0, joined.rows)
  const relation = relationOf('ols', levels[0]!, levels.slice(1))
  if (relation.kind === 'unavailable') return none
  const residual = levels[0]!.map((_, row) => residualAt(relation.value, levels, row))
  const process = ornsteinUhlenbeck(residual)
  if (process.kind === 'unavailable') return none
  const { halfLifeBars: bars, halfLifeBarsCorrected, standardErrors } = process.value
  const reach = Math.exp((normalQuantile(0.975) * standardErrors.halfLifeBars) / bars)
  return {
    bars,
    barsCorrected: halfLifeBarsCorrected,
    interval: { low: bars / reach, high: bars * reach },
  }
}
