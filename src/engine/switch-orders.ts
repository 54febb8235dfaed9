import type { Engine } from './engine.ts'
import type { OwnOrder } from './own-orders.ts'

/**
 * Is it an order by which the switch closes, and still within the time an answer has? Cancelling it would be asking for what
 * is over, or for what was to be closed to stay. One that is open beyond that takes at no market, and is in the way.
 */
export function isLeftToSwitch({ closing, time, setup }: Engine, { state }: OwnOrder): boolean {
  const at = closing?.sentAt.get(state.request.clientOrderId)
  return at !== undefined && time - at < setup.answerWithin
}
