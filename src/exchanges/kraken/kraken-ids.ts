/** Sixteen letters and digits in three groups, as Kraken's ids are: `OAAAAA-AAAAA-AAAA1Z`. */
const size = 16

/** The id of an order by its number. */
export function orderTxid(orderId: number): string {
  return grouped('O', orderId)
}

/** The number of an order by its id; NaN when it is none of ours. */
export function orderOfTxid(txid: string): number {
  if (!/^O[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{6}$/.test(txid)) return NaN
  return Number.parseInt(txid.slice(1).replaceAll('-', ''), 36)
}

export function tradeTxid(tradeId: number): string {
  return grouped('T', tradeId)
}

/** Entries of the ledger: two a trade. */
export function ledgerTxid(tradeId: number, isQuote: boolean): string {
  return grouped('L', tradeId * 2 + Number(isQuote))
}

export function amendTxid(count: number): string {
  return grouped('T', 36 ** 8 + count)
}

function grouped(letter: string, number: number): string {
  const digits = number.toString(36).toUpperCase().padStart(size, '0')
  return `${letter}${digits.slice(0, 5)}-${digits.slice(5, 10)}-${digits.slice(10)}`
}
