import { noIntents, type Intent } from '../../core/strategy/intent.ts'
import type { Strategy, StrategyDesk } from '../../core/strategy/strategy.ts'
import { FlowDesk, type FlowTerms } from './flow-desk.ts'

/** Of the usual order: beyond it one side is left out, and quotes lean fully against it. */
const heldMost = 5
/** How far both quotes move against what is held when it is at its most, in half spreads. */
const lean = 1

/**
 * Quotes both sides of the touch, around a middle that is moved by what is expected and against what is held.
 *
 *   middle = mid (1 + expected) - lean h held / most,   bid = middle - h, ask = middle + h   (h: half the spread shown)
 *
 * on whole ticks outwards, never through the other side. Without a forecast it is the same maker that expects nothing.
 */
export function flowMaker(terms: FlowTerms): Strategy<{ expectedBps: number }> {
  const flow = new FlowDesk(terms)

  function quotes(expectedBps: number, desk: StrategyDesk): readonly Intent[] {
    const { bid, ask, mid } = flow.touch(desk)
    const lots = flow.lots(mid)
    if (Number.isNaN(mid) || !(lots > 0)) return withdrawn(desk)
    const half = (ask - bid) / 2
    const held = desk.position(terms.instrument) / (lots * heldMost)
    const middle = mid * (1 + expectedBps / 1e4) - lean * half * Math.max(-1, Math.min(1, held))
    // A middle of doubles that is whole ticks away is one of whole ticks.
    const wanted = {
      buy: Math.min(Math.floor(middle - half + rounding), ask - 1),
      sell: Math.max(Math.ceil(middle + half - rounding), bid + 1),
    }
    const intents: Intent[] = []
    for (const side of ['buy', 'sell'] as const) {
      const own = desk.orders().filter(({ request }) => request.side === side)
      const isWanted = side === 'buy' ? held < 1 : held > -1
      for (const { stage, priceTicks, request } of own) {
        const isMovable = stage === 'accepted' || stage === 'partly-filled'
        if (isMovable && !(isWanted && priceTicks === wanted[side])) {
          intents.push({ kind: 'cancel', clientOrderId: request.clientOrderId })
        }
      }
      if (isWanted && own.length === 0) {
        const how = { label: 0, limitTicks: wanted[side], isPostOnly: true }
        intents.push(flow.order(side, lots, how))
      }
    }
    return intents
  }

  return {
    name: terms.forecast === undefined ? 'flow maker, plain' : 'flow maker, skewed',
    begin: () => ({ expectedBps: 0 }),
    decide(state, event, desk) {
      if (event.kind === 'begun') return [flow.strikes(event.time)]
      const isDue = flow.hears(event, desk)
      // A side that has ended is quoted again at once, at what was last expected.
      if (event.kind === 'order' && event.order.stage === 'ended') {
        const isOpen = event.time >= terms.from && event.time < terms.to
        return isOpen ? quotes(state.expectedBps, desk) : noIntents
      }
      if (event.kind !== 'woken') return noIntents
      state.expectedBps = isDue ? (flow.expects(event.time)?.expectedReturnBps ?? 0) : 0
      const wanted = isDue ? quotes(state.expectedBps, desk) : withdrawn(desk)
      return [...wanted, flow.strikes(event.time)]
    },
  }
}

/** Ticks that a middle may be off by for being a double. */
const rounding = 1e-6

function withdrawn(desk: StrategyDesk): readonly Intent[] {
  return desk
    .orders()
    .filter(({ stage }) => stage === 'accepted' || stage === 'partly-filled')
    .map(({ request }) => ({ kind: 'cancel', clientOrderId: request.clientOrderId }))
}
