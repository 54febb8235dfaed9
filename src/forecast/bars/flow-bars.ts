/** Bars with the part of their volume that aggressors bought, ascending in time. */
export interface FlowBars {
  /** Instant of each bar's close, microseconds: when it is known. */
  readonly times: Float64Array
  /** Between bars, microseconds. */
  readonly step: number
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  /** Of `volume`. */
  readonly takerBuyVolume: Float64Array
  /** How many trades; absent where the file does not tell. */
  readonly trades?: Float64Array
}
