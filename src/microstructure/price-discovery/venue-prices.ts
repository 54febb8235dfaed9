import {
  priceDiscovery,
  type PriceDiscoveryFault,
  type PriceDiscoveryOptions,
  type PriceDiscoveryResult,
} from '../../econometrics/price-discovery/price-discovery.ts'
import { invariant } from '../../math/invariant.ts'
import { type Outcome, unavailable } from '../../math/outcome.ts'
import { TimeGrid } from '../streaming/time-grid.ts'

export interface VenuePricesOptions {
  /** Between looks at the prices, in the unit of the times. */
  readonly step: number
  /** Looks that are kept. */
  readonly window: number
}

/**
 * The prices of one asset at several venues, looked at together: where is the price found?
 *
 * Hasbrouck's information shares and Gonzalo and Granger's component shares over the last so many looks, by
 * `priceDiscovery` of the logarithms, which is the batch twin: this class does nothing but keep the looks. A look is the
 * last price at or before the instant, so that a venue that quotes less often looks later than it is; steps shorter than
 * the venues' quotes make ties, longer ones make news simultaneous and the bounds wide.
 *
 * @example
 * const venues = new VenuePrices(2, { step: 1, window: 500 })
 * const random = new Random(1)
 * let price = 100
 * for (let t = 0; t < 600; t++) {
 *   venues.set(1, t, price + 0.05 * random.normal())
 *   price += 0.1 * random.normal()
 *   venues.set(0, t, price)
 * }
 * const shares = expectValue(venues.priceDiscovery())
 * shares.informationShares[0].mean > shares.informationShares[1].mean // => true
 */
export class VenuePrices {
  readonly #grids: readonly TimeGrid[]

  constructor(venues: number, { step, window }: VenuePricesOptions) {
    invariant(venues >= 2, 'a price is discovered on at least two venues')
    this.#grids = Array.from({ length: venues }, () => new TimeGrid(step, window))
  }

  /** A venue's price (a mid) from an instant on; NaN while it is not known. Times over all venues must not go back. */
  set(venue: number, time: number, price: number): void {
    for (const grid of this.#grids) grid.advance(time)
    this.#grids[venue]!.set(price)
  }

  /**
   * Where the price is found, by the last looks since all venues have been known without a break.
   *
   * @param options as of `priceDiscovery`
   */
  priceDiscovery(
    options: PriceDiscoveryOptions = {},
  ): Outcome<PriceDiscoveryResult, PriceDiscoveryFault> {
    const rows = this.#knownLooks()
    // Fewer than its own minimum are refused by the estimator; it cannot be asked about none.
    if (rows < 10) return unavailable('too-few-rows', `${rows} looks at which all venues are known`)
    const columns = this.#grids.map((grid) =>
      Float64Array.from({ length: rows }, (_, row) => Math.log(grid.ago(rows - 1 - row))),
    )
    return priceDiscovery(columns, options)
  }

  #knownLooks(): number {
    let rows = 0
    while (this.#grids.every((grid) => grid.ago(rows) > 0)) rows++
    return rows
  }
}
