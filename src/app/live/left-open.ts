import { quantityInWords } from '../../core/quantity-words.ts'
import { unsettledOrders, type JournalState } from '../../execution/journal-state.ts'
import type { JournalledOrder } from '../../execution/journalled-order.ts'
import { isProtective } from '../../execution/order-state.ts'
import type { LiveDesk } from './live-desk.ts'

/** So many are named; of more it is told how many there are. */
const namedMost = 10

/** To be over when a run ends: what protects a position rests on when nobody is there, and the next run takes it up. */
export function isPassing({ state }: JournalledOrder): boolean {
  return !(isProtective(state) && state.fate === 'open' && !state.isCancelAsked)
}

/** Orders that are not over and were to be, when a run ends. */
export function leftOpen(journal: JournalState): readonly JournalledOrder[] {
  return unsettledOrders(journal).filter(
    (order) => order.state.fate !== 'ended' && isPassing(order),
  )
}

/** Is its fate unknown to the run at hand? The journal is told of that a moment later. */
export function isUnknown(
  { engine }: Pick<LiveDesk, 'engine'>,
  { state }: JournalledOrder,
): boolean {
  return (engine.orders.of(state.request.clientOrderId)?.state ?? state).fate === 'unknown'
}

/** Each of them in words: `kraken:BTC-USD: order k3v9x0ab7 (buy 0.001) is of unknown fate`. */
export function leftInWords(desk: Pick<LiveDesk, 'setup' | 'engine'>): string[] {
  const { positions } = desk.setup.journal.state
  const left = leftOpen(desk.setup.journal.state)
  const lines = left.slice(0, namedMost).map((order) => {
    const { wireId, state } = order
    const { request, lots } = state
    // A journal has places of its own: a run may trade fewer instruments, or in another order.
    const { instrument } = positions[request.instrument]!
    const standing = isUnknown(desk, order) ? 'is of unknown fate' : 'is not over'
    return `${instrument.venue}:${instrument.name}: order ${wireId} (${request.side} ${quantityInWords(instrument, lots)}) ${standing}`
  })
  return left.length <= namedMost ? lines : [...lines, `and ${left.length - namedMost} orders more`]
}

/** Tells of each of them: where a run ends before it began, what an earlier one has left is there still. */
export function tellLeft(desk: Pick<LiveDesk, 'setup' | 'engine'>): void {
  for (const line of leftInWords(desk))
    desk.setup.tell(`left to the next start: ${line}`, 'failure')
}
