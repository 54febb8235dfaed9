/** What is needed of a row whose profit is compared with that of others. */
interface Earning {
  /** What its profit is in. */
  readonly quote: string
  /** What one of it was worth in dollars then; null or absent where nobody told. */
  readonly quoteInUsd?: number | null
}

/** In what profits can be compared and added up. */
export interface CommonMoney {
  readonly currency: string
  /** So much of a row's quote in it, at the rate there was when the row began. */
  readonly of: (row: Earning, units: number) => number
}

/**
 * The one currency in which profits of several quotes can be compared: their own where there is one, dollars where what
 * each is worth is known; undefined where it is not, and then each stays by itself.
 *
 * @example
 * commonMoney([{ quote: 'USDT', quoteInUsd: null }]).currency // => 'USDT'
 * commonMoney([{ quote: 'USDT', quoteInUsd: 0.5 }, { quote: 'USD', quoteInUsd: 1 }]).currency // => 'USD'
 * commonMoney([{ quote: 'USDT', quoteInUsd: null }, { quote: 'USD', quoteInUsd: 1 }]) // => undefined
 */
export function commonMoney(rows: readonly Earning[]): CommonMoney | undefined {
  const quotes = new Set(rows.map(({ quote }) => quote))
  const [only = 'USD'] = quotes
  if (quotes.size <= 1) return { currency: only, of: (_, units) => units }
  // Results saved before there was a place for it have none.
  const isKnown = rows.every(({ quoteInUsd }) => (quoteInUsd ?? null) !== null)
  return isKnown
    ? { currency: 'USD', of: ({ quoteInUsd }, units) => units * (quoteInUsd ?? NaN) }
    : undefined
}
