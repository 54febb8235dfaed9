import { invariant } from '../math/invariant.ts'
import type { OrderCommand } from '../core/orders/order.ts'
import { isApproved, type ApprovedIntent } from '../risk/review.ts'

/** The command of what risk approved; nothing else becomes one. */
export function commandOf(approved: ApprovedIntent): OrderCommand {
  invariant(isApproved(approved), 'only what risk approved is sent')
  return approved.command()
}
