import { signal, type ReadonlySignal } from '@preact/signals'

/** An order as it is typed on the page of arbitrage. */
export interface TypedOrder {
  readonly side: 'buy' | 'sell'
  readonly text: string
}

// Beside the page, which is drawn anew for another coin and goes when a reader looks elsewhere: what was typed stays.

const order = signal<TypedOrder>({ side: 'buy', text: '5' })
const profit = signal('')

export const typedOrder: ReadonlySignal<TypedOrder> = order

/** The least profit of the opportunities that are shown, as it was typed. */
export const typedProfit: ReadonlySignal<string> = profit

export function typeOrder(typed: TypedOrder): void {
  order.value = typed
}

export function typeProfit(text: string): void {
  profit.value = text
}
