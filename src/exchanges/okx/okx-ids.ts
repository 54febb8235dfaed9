// Orders, algo orders and positions are numbered from 1 here, and are numbers of nineteen digits on the wire.

const orderFrom = 2_100_000_000_000_000_000n
const algoFrom = 1_700_000_000_000_000_000n
const positionFrom = 1_500_000_000_000_000_000n

export function orderIdText(id: number): string {
  return String(orderFrom + BigInt(id))
}

export function algoIdText(id: number): string {
  return String(algoFrom + BigInt(id))
}

export function positionIdText(index: number): string {
  return String(positionFrom + BigInt(index))
}

/** NaN when it is no order's. */
export function orderIdOf(text: string): number {
  return /^21\d{17}$/.test(text) ? Number(BigInt(text) - orderFrom) : NaN
}

/** NaN when it is no algo order's. */
export function algoIdOf(text: string): number {
  return /^17\d{17}$/.test(text) ? Number(BigInt(text) - algoFrom) : NaN
}
