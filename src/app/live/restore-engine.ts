import type { Instant } from '../../core/time.ts'
import type { Engine } from '../../engine/engine.ts'
import type { OwnOrder } from '../../engine/own-orders.ts'
import { heldBy, type JournalState } from '../../execution/journal-state.ts'

/** Gives an engine that has not begun what its journal has come to: orders, positions, money and the switch. */
export function restoreEngine(engine: Engine, state: JournalState, time: Instant): void {
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
  const legsOf = ordersOfLegs(state)
  // Of an order that was to be one of theirs and was never written down the number is not given again.
  for (const clientOrderId of legsOf.keys()) engine.orders.startAfter(clientOrderId)
  for (const order of state.orders) {
    const instrument = state.placeOf.indexOf(order.state.request.instrument)
    if (instrument < 0) continue
    engine.orders.restore({
      strategy: order.strategy < engine.runners.length ? order.strategy : 0,
      label: order.label ?? undefined,
      arrivalMid: order.arrivalMid ?? Number.NaN,
      legs: legsOf.get(order.state.request.clientOrderId),
      state: { ...order.state, request: { ...order.state.request, instrument } },
      cancels: 0,
      cancelAskedAt: Number.NaN,
      amendAskedAt: Number.NaN,
    })
  }
  if (state.equity !== null) Object.assign(engine.risk, state.equity)
  if (state.killed !== null) engine.risk.kill = { at: state.killed.time, reason: { kind: 'asked' } }
}

function ordersOfLegs({ legs }: JournalState): Map<number, NonNullable<OwnOrder['legs']>> {
  return new Map(
    legs.flatMap(({ wish: { label }, orders }) =>
      orders.flatMap((order, leg) =>
        order === null ? [] : [[order.clientOrderId, { label, leg, failures: 0 }]],
      ),
    ),
  )
}
