import { invariant } from '../../math/invariant.ts'
import type { Random } from '../../math/random.ts'

/** An order that shows a part of itself at a time. */
export interface Iceberg {
  /** Lots not yet filled, what is shown among them. */
  readonly left: number
  /** Lots shown now; 0 when a new part is to be shown. */
  readonly shown: number
}

export interface IcebergTerms {
  /** Lots shown at a time. */
  readonly display: number
  /** Each part is drawn from display x [1 - variation, 1 + variation]: equal parts give an iceberg away. */
  readonly variation: number
}

/** The order before anything is shown. */
export function iceberg(lots: number): Iceberg {
  invariant(Number.isSafeInteger(lots) && lots >= 0, `an iceberg of ${lots} lots`)
  return { left: lots, shown: 0 }
}

/** Shows the next part where none is shown; the same order where one is. It joins the end of the queue. */
export function showNext(order: Iceberg, terms: IcebergTerms, random: Random): Iceberg {
  if (order.shown > 0 || order.left === 0) return order
  const drawn = terms.display * (1 + terms.variation * (2 * random.uniform() - 1))
  return { ...order, shown: Math.min(order.left, Math.max(1, Math.round(drawn))) }
}

/** After a fill of what is shown. */
export function icebergFilled(order: Iceberg, lots: number): Iceberg {
  invariant(lots >= 0 && lots <= order.shown, `a fill of ${lots} of ${order.shown} lots shown`)
  return { left: order.left - lots, shown: order.shown - lots }
}
