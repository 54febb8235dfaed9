/** What an account may do; each absent limit does not limit. Notionals are in the reporting currency. */
export interface RiskLimits {
  readonly orderNotionalMost?: number
  /** Of one instrument, all that is held and may still be filled on the worse side. */
  readonly positionNotionalMost?: number
  /** The same, summed over a venue's instruments. */
  readonly venueNotionalMost?: Readonly<Record<string, number>>
  /** The same, summed over the instruments quoted in a currency. */
  readonly currencyNotionalMost?: Readonly<Record<string, number>>
  /** The same, summed over the instruments of whose currencies an issuer of stablecoins owes one: `Tether`, `Circle`. */
  readonly issuerNotionalMost?: Readonly<Record<string, number>>
  /** Orders placed or amended in any second. */
  readonly ordersPerSecondMost?: number
  /**
   * How far beyond the mid of all venues a limit may be, on the side that costs; a market order is held to its venue's
   * own mid.
   */
  readonly collarBps?: number
  readonly openOrdersMost?: number
  /** Gross notional over equity. */
  readonly leverageMost?: number
  /** Of equity, since midnight UTC. */
  readonly dailyLossMost?: number
  /** Of equity, since its highest. */
  readonly drawdownMost?: number
  /** Least trust in a book, 0 to 1, to trade on it; absent: the usual one (`book-guards.ts`), 0: none. Live alone. */
  readonly trustLeast?: number
  /** A book whose feed is silent for so long is not traded on; absent: the usual time, 0: never. Live alone. */
  readonly staleAfterMs?: number
  /** A stablecoin further from its peg is not traded in. Live alone. */
  readonly depegBps?: number
  /** Beside every position of a perpetual a stop rests so far beyond its entry, where its venue takes stops. Live alone. */
  readonly stopBps?: number
}
