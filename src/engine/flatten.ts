import type { Lots } from '../core/price.ts'
import { isProtective, possibleLots } from '../execution/order-state.ts'
import { hearOfLeg } from './act.ts'
import type { Engine } from './engine.ts'
import { cancelAll, place } from './send-orders.ts'

/**
 * Closes positions at the market, each once nothing of it is out any more: what is under way is cancelled first, so that
 * no position is closed twice.
 *
 * What is closed is the net of the account, by orders of those who hold its side, each in its own name and of no more
 * than it holds, the first strategy first. What strategies hold against one another stays with them: the venue knows
 * nothing of it, and closing both sides would be two trades for nothing. Legs are given up: what they would undo later, when the
 * switch is taken back, is closed by then.
 */
export function flatten(engine: Engine): void {
  giveUpLegs(engine)
  cancelAll(engine)
  const { account, orders, setup } = engine
  for (const [instrument, { lots: net }] of account.holdings.entries()) {
    const all = orders.workingLots(instrument, 'buy') + orders.workingLots(instrument, 'sell')
    const working = all - protectiveLots(engine, instrument)
    if (net === 0 || working > 0 || orders.hasUnknownFate(instrument)) continue
    for (const [strategy, lots] of closingOf(engine, instrument, net).entries()) {
      if (lots === 0) continue
      place(engine, strategy, {
        instrument,
        side: net > 0 ? 'sell' : 'buy',
        lots: lots as Lots,
        pricing: { kind: 'market' },
        timeInForce: { kind: 'ioc' },
        isReduceOnly: setup.instruments[instrument]!.class !== 'spot',
      })
    }
  }
}

function giveUpLegs(engine: Engine): void {
  for (const [strategy, { legs }] of engine.runners.entries())
    // Those alone that are there now.
    for (const each of Array.from(legs.values()))
      hearOfLeg(engine, strategy, each, { kind: 'given-up' })
}

/** How many lots each strategy closes; what nobody is known to hold is closed in the name of the first. */
function closingOf({ runners }: Engine, instrument: number, net: number): number[] {
  let left = Math.abs(net)
  const parts = runners.map(({ lots }) => {
    const held = Math.max(0, Math.sign(net) * lots[instrument]!)
    const part = Math.min(left, held)
    left -= part
    return part
  })
  parts[0]! += left
  return parts
}

/** Lots of stops that rest on an instrument and only close. */
function protectiveLots({ runners, orders }: Engine, instrument: number): number {
  let lots = 0
  for (const index of runners.keys()) {
    for (const { state } of orders.openOf(index)) {
      if (state.request.instrument === instrument && isProtective(state))
        lots += possibleLots(state)
    }
  }
  return lots
}
