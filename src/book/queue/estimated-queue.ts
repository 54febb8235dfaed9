import { servedInOrder, type QueueModel } from './queue-model.ts'
import { invariant } from '../../math/invariant.ts'

/**
 * The part of the lots cancelled at a level that is thought to have stood behind an order of ours, in [0, 1], where so
 * many lots stand ahead of it and so many behind, at least one of them above zero.
 */
export type CancelShare = (ahead: number, behind: number) => number

/**
 * The queue of levels alone, where cancellations are thought to fall ahead and behind by a rule:
 *
 *   ahead' = ahead - max(cancelled - share * cancelled, cancelled - behind),  cancelled = before - after - traded
 *
 * and never more than the level displays. What is added joins behind. See docs/assumptions/queue-probabilistic.md and
 * queue-risk-averse.md there.
 *
 * @example
 * const model = estimatedQueue(powerShare(1))
 * const position = model.join(eventSide.bid, 99, 60)
 * model.levelChanged(position, 60, 100)
 * model.levelChanged(position, 100, 90)
 * position.ahead // => 54
 * model.traded(position, 64) // => 10
 */
export function estimatedQueue(share: CancelShare): QueueModel {
  return {
    join: (side, price, displayed) => ({
      side,
      price,
      ahead: displayed,
      tradedSinceChange: 0,
      arrival: NaN,
    }),
    traded: servedInOrder,
    levelChanged(position, before, after) {
      const left = before - position.tradedSinceChange
      const cancelled = left - after
      position.tradedSinceChange = 0
      if (cancelled > 0 && left > 0) {
        const behind = Math.max(0, left - position.ahead)
        const fellBehind = share(position.ahead, behind) * cancelled
        position.ahead -= Math.max(cancelled - fellBehind, cancelled - behind)
      }
      position.ahead = Math.min(Math.max(0, position.ahead), after)
    },
  }
}

/**
 * Every cancellation stands behind, as long as there is anything behind: the order comes forward by trades alone.
 *
 * @example
 * riskAverseShare(100, 1) // => 1
 */
export const riskAverseShare: CancelShare = () => 1

/**
 * Cancellations fall by a power of what stands on either side: 1 is every lot alike, more is ever more where the
 * longer queue is.
 *
 *   share = behind^n / (ahead^n + behind^n)
 *
 * @example
 * powerShare(1)(60, 40) // => 0.4
 * powerShare(2)(60, 40) // => 0.307692
 */
export function powerShare(exponent: number): CancelShare {
  invariant(exponent > 0 && Number.isFinite(exponent), `an exponent of ${exponent}`)
  // By the ratio, for a power of lots may be beyond a double.
  return (ahead, behind) => (behind === 0 ? 0 : 1 / (1 + (ahead / behind) ** exponent))
}

/**
 * Cancellations fall by the logarithm of what stands on either side: nearly evenly, unless one side is short.
 *
 *   share = ln(1 + behind / unit) / (ln(1 + ahead / unit) + ln(1 + behind / unit))
 *
 * @param unitLots lots of one unit: unlike a power, a logarithm depends on what is counted in
 *
 * @example
 * logShare(1)(99, 9) // => 0.333333
 */
export function logShare(unitLots: number): CancelShare {
  invariant(unitLots > 0 && Number.isFinite(unitLots), `a unit of ${unitLots} lots`)
  return (ahead, behind) => {
    const ofBehind = Math.log1p(behind / unitLots)
    return ofBehind === 0 ? 0 : ofBehind / (Math.log1p(ahead / unitLots) + ofBehind)
  }
}

/**
 * Cancellations fall ahead by a power of the part of the queue that is ahead: 1 is every lot alike, more leaves more of
 * them behind, whatever the lengths.
 *
 *   share = 1 - (ahead / (ahead + behind))^n
 *
 * @example
 * frontShare(3)(50, 50) // => 0.875
 */
export function frontShare(exponent: number): CancelShare {
  invariant(exponent > 0 && Number.isFinite(exponent), `an exponent of ${exponent}`)
  return (ahead, behind) => 1 - (ahead / (ahead + behind)) ** exponent
}
