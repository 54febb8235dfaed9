import type { Category } from './bybit-market.ts'

// Orders and executions are numbered from 1 here. On the wire those of spot are numbers of nineteen digits, those of
// contracts UUIDs.

const orderFrom = 1_900_000_000_000_000_000n
const executionFrom = 2_290_000_000_000_000_000n
const orderHead = '5f1c0e7a-94b3-4d28-8a6e-'
const executionHead = '7d20b9c1-3e5f-5a47-9c12-'

export function orderIdText(category: Category, id: number): string {
  return category === 'spot' ? String(orderFrom + BigInt(id)) : orderHead + hex(id)
}

export function executionIdText(category: Category, id: number): string {
  return category === 'spot' ? String(executionFrom + BigInt(id)) : executionHead + hex(id)
}

/** NaN when it is no order's. */
export function orderIdOf(text: string): number {
  if (text.startsWith(orderHead)) return Number(`0x${text.slice(orderHead.length)}`)
  return /^19\d{17}$/.test(text) ? Number(BigInt(text) - orderFrom) : NaN
}

function hex(id: number): string {
  return id.toString(16).padStart(12, '0')
}
