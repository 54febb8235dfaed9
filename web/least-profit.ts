import type { TapeRow } from '../src/protocol/arbitrage-desk.ts'

/** What a reader wants of opportunities: any, so much profit at least, or nothing that can be read. */
export type LeastProfit =
  | { readonly kind: 'any' }
  | { readonly kind: 'least'; readonly profit: number }
  | { readonly kind: 'unreadable' }

/** Of what is typed: nothing is any, and zero is zero. */
export function leastProfitIn(text: string): LeastProfit {
  const written = text.trim().replaceAll(',', '')
  if (written === '') return { kind: 'any' }
  if (!/^[-\u2212+]?(?:\d+\.?\d*|\.\d+)$/.test(written)) return { kind: 'unreadable' }
  return { kind: 'least', profit: Number(written.replace('\u2212', '-')) }
}

/** The rows with at least that profit. What nobody knows the profit of is among any alone. */
export function ofLeastProfit<Row extends Pick<TapeRow, 'profitQuote'>>(
  rows: readonly Row[],
  least: LeastProfit,
): readonly Row[] {
  if (least.kind !== 'least') return rows
  return rows.filter(({ profitQuote }) => profitQuote !== null && profitQuote >= least.profit)
}
