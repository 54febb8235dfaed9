import type { CcxtExchange } from './ccxt-exchange.ts'
import { askPressing } from './pressing-questions.ts'

/**
 * Has a venue cancel what is open unless it hears from us again.
 *
 * @param symbols ccxt's, of what is traded
 * @param waitMs 0 takes it back
 */
export type Countdown = (
  exchange: CcxtExchange,
  symbols: readonly string[],
  waitMs: number,
) => Promise<unknown>

/** One of the whole account. */
export const accountCountdown: Countdown = (exchange, _, waitMs) =>
  exchange.cancelAllOrdersAfter(waitMs)

/**
 * One of each symbol, of which ccxt has no word of its own. `POST /fapi/v1/countdownCancelAll`: "cancel all open orders of the
 * specified symbol at the end of the specified countdown". Each costs as much as ten orders may, so that they wait for one
 * another and before whatever else is asked, and no order waits for them.
 */
export const binanceCountdown: Countdown = (exchange, symbols, waitMs) =>
  Promise.all(
    symbols.map((symbol) => {
      const { id } = exchange.markets![symbol]!
      const asked = { symbol: id, countdownTime: waitMs }
      return askPressing(() => exchange.fapiPrivatePostCountdownCancelAll!(asked))
    }),
  )
