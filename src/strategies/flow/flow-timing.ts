import { noIntents, type Intent } from '../../core/strategy/intent.ts'
import type { OrderSide } from '../../core/orders/order.ts'
import type { Strategy, StrategyDesk } from '../../core/strategy/strategy.ts'
import { FlowDesk, type FlowTerms } from './flow-desk.ts'

interface Timing {
  /** Of the order at hand, counted from 0; -1 before the first. */
  order: number
  side: OrderSide
  /** Whether it still has to be done. */
  isOpen: boolean
}

/** Orders come so many horizons apart, so that each is done before the next is due. */
const horizonsApart = 2

/**
 * Orders that have to be done anyway: one every two horizons, at market, its side drawn, each second one the other way so
 * that little is held. With a forecast an order waits while the price is expected to come its way, for a horizon at most;
 * without it is done at once. Both draw the same sides.
 */
export function flowTiming(terms: FlowTerms): Strategy<Timing> {
  const flow = new FlowDesk(terms)
  const apart = Math.ceil((horizonsApart * terms.horizon) / terms.every) * terms.every
  const first = Math.ceil(terms.from / terms.every) * terms.every

  function due(state: Timing, time: number, desk: StrategyDesk): void {
    const order = Math.floor((time - first) / apart)
    // What is begun has to be over in time.
    if (order === state.order || time - first !== order * apart || time + apart > terms.to) return
    const isDrawn = order % 2 === 0 || state.order < 0
    if (isDrawn) state.side = desk.uniform() < 0.5 ? 'buy' : 'sell'
    else state.side = state.side === 'buy' ? 'sell' : 'buy'
    state.order = order
    state.isOpen = true
  }

  function act(state: Timing, time: number, desk: StrategyDesk): readonly Intent[] {
    due(state, time, desk)
    const expected = flow.expects(time)?.expectedReturnBps ?? 0
    if (!state.isOpen) return noIntents
    const isLast = time - (first + state.order * apart) >= terms.horizon
    const comesOurWay = state.side === 'buy' ? expected < 0 : expected > 0
    const { mid } = flow.touch(desk)
    if (Number.isNaN(mid) || (comesOurWay && !isLast)) return noIntents
    state.isOpen = false
    const lots = flow.lots(mid)
    return lots > 0 ? [flow.order(state.side, lots, { label: state.order })] : noIntents
  }

  return {
    name: terms.forecast === undefined ? 'orders at once' : 'orders timed',
    begin: () => ({ order: -1, side: 'buy', isOpen: false }),
    decide(state, event, desk) {
      if (event.kind === 'begun') return [flow.strikes(event.time)]
      const isDue = flow.hears(event, desk)
      if (event.kind !== 'woken') return noIntents
      return [...(isDue ? act(state, event.time, desk) : noIntents), flow.strikes(event.time)]
    },
  }
}
