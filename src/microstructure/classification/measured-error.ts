/** Least and most of the instruments it was measured on, shares of trades. */
interface MeasuredError {
  readonly least: number
  readonly most: number
}

/**
 * How often guesses of an aggressor were wrong where a recording tells it: minutes to hours each of `instruments`, spot and
 * perpetual. Source: `bench/classification.mjs`, whose table is in `docs/results/microstructure.md`.
 *
 * @example
 * measuredErrors.leeReady.most // => 0.12
 */
export const measuredErrors: {
  readonly instruments: number
  readonly venues: readonly string[]
  readonly leeReady: MeasuredError
  readonly tickRule: MeasuredError
} = {
  instruments: 12,
  venues: ['Hyperliquid', 'Gate.io', 'Binance'],
  leeReady: { least: 0.005, most: 0.12 },
  tickRule: { least: 0.017, most: 0.224 },
}
