import type { Instant } from '../../core/time.ts'
import type { Engine } from '../../engine/engine.ts'
import { newEngine } from '../../engine/new-engine.ts'
import { heldBy, type JournalState } from '../../execution/journal-state.ts'
import { gainedElsewhere } from './held-elsewhere.ts'
import type { LiveSetup } from './live-setup.ts'

/**
 * The engine of a run that goes on from its journal: what was gained before on what is not looked at any more is in its
 * capital, for losses are counted over runs.
 */
export function resumedEngine(setup: LiveSetup): Engine {
  const { journal, reporting, clock } = setup
  const capital = setup.capital + gainedElsewhere(journal.state, reporting)
  const engine = newEngine({ ...setup, capital })
  restoreEngine(engine, journal.state, clock.now())
  return engine
}

/** Gives an engine that has not begun what its journal has come to: orders, positions, money and the switch. */
function restoreEngine(engine: Engine, state: JournalState, time: Instant): void {
  engine.time = time
  for (const [index, place] of state.placeOf.entries()) {
    const { lots, money } = state.positions[place]!
    engine.account.restore(index, time, { lots, money })
    for (const [strategy, runner] of engine.runners.entries()) {
      const own = heldBy(state, strategy, index)
      runner.book?.account.restore(index, time, own)
      runner.lots[index] = own.lots
    }
  }
  engine.orders.startAfter(state.lastOrder)
  // Of an order that was to be one of some legs and was never written down the number is not given again.
  for (const { orders } of state.legs)
    for (const order of orders) if (order !== null) engine.orders.startAfter(order.clientOrderId)
  for (const order of state.orders) {
    const instrument = state.placeOf.indexOf(order.state.request.instrument)
    if (instrument < 0) continue
    engine.orders.restore({
      strategy: order.strategy < engine.runners.length ? order.strategy : 0,
      label: order.label ?? undefined,
      arrivalMid: order.arrivalMid ?? Number.NaN,
      legs: undefined,
      state: { ...order.state, request: { ...order.state.request, instrument } },
      cancels: 0,
      cancelAskedAt: Number.NaN,
      amendAskedAt: Number.NaN,
    })
  }
  if (state.equity !== null) Object.assign(engine.risk, state.equity)
  if (state.killed === null) return
  engine.risk.kill = { at: state.killed.time, reason: { kind: 'asked' } }
  // Before strategies begin, who would have their quotes in the way of it.
  if (state.killed.flatten) engine.closing = { sentAt: new Map(), refused: new Map() }
}
