import { noIntents, type Intent } from '../../core/strategy/intent.ts'
import type { Strategy, StrategyDesk } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import type { Lots } from '../../core/price.ts'
import { FlowDesk, type FlowTerms } from './flow-desk.ts'

interface Taking {
  /** Number of the trade at hand. */
  trade: number
  /** When it is over; NaN while there is none. */
  leavesAt: number
}

const leave = 1
/** Until a leave that was not filled is tried again, microseconds. */
const again = 1_000_000

/**
 * Takes where what is expected exceeds what both sides cost, fees and the spread that is shown, and leaves at market when
 * the horizon is over. One trade at a time.
 *
 *   |expected| > 2 fee + (ask - bid) / mid
 */
export function flowTaker(terms: FlowTerms): Strategy<Taking> {
  const flow = new FlowDesk(terms)

  function enter(state: Taking, time: number, desk: StrategyDesk): readonly Intent[] {
    const expected = flow.expects(time)?.expectedReturnBps ?? 0
    const { bid, ask, mid } = flow.touch(desk)
    const cost = 2 * terms.takerFeeBps + ((ask - bid) / mid) * 1e4
    const isFree = Number.isNaN(state.leavesAt) && desk.orders().length === 0
    if (!isFree || !(Math.abs(expected) > cost)) return noIntents
    const lots = flow.lots(mid)
    if (lots === 0) return noIntents
    state.trade++
    state.leavesAt = time + terms.horizon
    const isUp = expected > 0
    // At the price that was seen, or not at all.
    const how = { label: state.trade, limitTicks: isUp ? ask : bid }
    return [
      flow.order(isUp ? 'buy' : 'sell', lots, how),
      { kind: 'wake', at: state.leavesAt as Instant, key: leave },
    ]
  }

  function exit(state: Taking, time: number, desk: StrategyDesk): readonly Intent[] {
    const held = desk.position(terms.instrument)
    const isOut = desk.orders().length > 0
    if (held === 0 && !isOut) {
      state.leavesAt = Number.NaN
      return noIntents
    }
    const wake: Intent = { kind: 'wake', at: (time + again) as Instant, key: leave }
    if (isOut) return [wake]
    const side = held > 0 ? 'sell' : 'buy'
    return [flow.order(side, Math.abs(held) as Lots, { label: state.trade }), wake]
  }

  return {
    name: 'flow taker',
    begin: () => ({ trade: 0, leavesAt: Number.NaN }),
    decide(state, event, desk) {
      if (event.kind === 'begun') return [flow.strikes(event.time)]
      const isDue = flow.hears(event, desk)
      if (event.kind !== 'woken') return noIntents
      if (event.key === leave) return exit(state, event.time, desk)
      return [...(isDue ? enter(state, event.time, desk) : noIntents), flow.strikes(event.time)]
    },
  }
}
