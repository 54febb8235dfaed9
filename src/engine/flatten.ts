import type { Lots } from '../core/price.ts'
import { isProtective, possibleLots } from '../execution/order-state.ts'
import { hearOfLeg } from './act.ts'
import type { Closing, Engine } from './engine.ts'
import { cancelAll, cancelOrder, place } from './send-orders.ts'

/** A closing that its venue refuses is asked for again after so long, and after twice as long each time, µs. */
const firstPause = 1_000_000
const longestPause = 32_000_000

/**
 * Closes positions at the market, each once nothing of it is out any more: what is under way is cancelled first, so that
 * no position is closed twice. From the first time it is asked for until the switch is taken back strategies place nothing.
 *
 * What is closed is the net of the account, by orders of those who hold its side, each in its own name and of no more
 * than it holds, the first strategy first. What strategies hold against one another stays with them: the venue knows
 * nothing of it, and closing both sides would be two trades for nothing. Legs are given up: what they would undo later, when the
 * switch is taken back, is closed by then. What a venue refuses, as where it holds nothing, is asked for again later and later.
 */
export function flatten(engine: Engine): void {
  const closing = (engine.closing ??= { sentAt: new Map(), refused: new Map() })
  giveUpLegs(engine)
  cancelAll(engine)
  cancelSpotStops(engine)
  noteEnds(engine, closing)
  const { account, orders } = engine
  for (const [instrument, { lots: net }] of account.holdings.entries()) {
    const all = orders.workingLots(instrument, 'buy') + orders.workingLots(instrument, 'sell')
    const working = all - protectiveLots(engine, instrument)
    if (net === 0 || working > 0 || orders.hasUnknownFate(instrument)) continue
    const refused = closing.refused.get(instrument)
    const isPausing = refused?.lots === net && engine.time < refused.nextAt
    if (!isPausing) close(engine, closing, instrument)
  }
}

function close(engine: Engine, { sentAt }: Closing, instrument: number): void {
  const net = engine.account.holdings[instrument]!.lots
  for (const [strategy, lots] of closingOf(engine, instrument, net).entries()) {
    if (lots === 0) continue
    const clientOrderId = engine.orders.nextId()
    const refusal = place(engine, strategy, {
      instrument,
      side: net > 0 ? 'sell' : 'buy',
      lots: lots as Lots,
      pricing: { kind: 'market' },
      timeInForce: { kind: 'ioc' },
      isReduceOnly: engine.setup.instruments[instrument]!.class !== 'spot',
    })
    if (refusal === undefined) sentAt.set(clientOrderId, engine.time)
  }
}

/** Takes note of what has become of the orders that close, and of when what was refused is asked for again. */
function noteEnds({ orders, account }: Engine, { sentAt, refused }: Closing): void {
  // Of several strategies' orders those of one instrument are one asking.
  const before = new Map(refused)
  for (const [id, at] of sentAt) {
    const state = orders.of(id)?.state
    if (state !== undefined && state.fate !== 'ended') continue
    sentAt.delete(id)
    if (state === undefined) continue
    const { instrument } = state.request
    const { end } = state
    if (end?.kind !== 'rejected') {
      refused.delete(instrument)
      continue
    }
    const { lots } = account.holdings[instrument]!
    const last = before.get(instrument)
    const isAgain = last?.lots === lots && end.reason !== 'rate-limit'
    // How long too many requests are too many the venue says itself.
    const times = isAgain ? last.times + 1 : 1
    const pause = Math.min(longestPause, firstPause * 2 ** Math.min(times - 1, 10))
    refused.set(instrument, { lots, times, nextAt: at + pause })
  }
}

/** Nothing only reduces at spot markets: a stop there is an order like any other, and in the way of the closing. */
function cancelSpotStops(engine: Engine): void {
  for (const strategy of engine.runners.keys()) {
    for (const own of engine.orders.openOf(strategy)) {
      const { state } = own
      const isSpot = engine.setup.instruments[state.request.instrument]!.class === 'spot'
      if (isSpot && isProtective(state) && !state.isCancelAsked) cancelOrder(engine, own)
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
function protectiveLots({ runners, orders, setup }: Engine, instrument: number): number {
  let lots = 0
  if (setup.instruments[instrument]!.class === 'spot') return lots
  for (const index of runners.keys()) {
    for (const { state } of orders.openOf(index)) {
      if (state.request.instrument === instrument && isProtective(state))
        lots += possibleLots(state)
    }
  }
  return lots
}
