/** What an account may do; each absent limit does not limit. Notionals are in the reporting currency. */
export interface RiskLimits {
  readonly orderNotionalMost?: number
  /** Of one instrument, all that is held and may still be filled on the worse side. */
  readonly positionNotionalMost?: number
  /** The same, summed over a venue's instruments. */
  readonly venueNotionalMost?: Readonly<Record<string, number>>
  /** The same, summed over the instruments quoted in a currency. */
  readonly currencyNotionalMost?: Readonly<Record<string, number>>
  /** Orders placed or amended in any second. */
  readonly ordersPerSecondMost?: number
  /** How far beyond the mid a limit may be, on the side that costs. */
  readonly collarBps?: number
  readonly openOrdersMost?: number
  /** Gross notional over equity. */
  readonly leverageMost?: number
  /** Of equity, since midnight UTC. */
  readonly dailyLossMost?: number
  /** Of equity, since its highest. */
  readonly drawdownMost?: number
}
