import type { Currency } from '../../../core/currency.ts'
import type { InstrumentClass } from '../../../core/instrument.ts'
import type { Instant } from '../../../core/time.ts'

/** Where something is planted. */
export interface PlantedPlace {
  readonly venue: string
  readonly base: Currency
  readonly quote: Currency
  readonly class: InstrumentClass
}

/** When, in seconds since the market's start. */
interface PlantedSpan {
  readonly atSeconds: number
  readonly seconds: number
}

/** Something put into a synthetic market on purpose, so that what looks for it can be judged. */
export type PlantedFact =
  /** log y = a constant + hedgeRatio log x + a residual that comes back. */
  | {
      readonly kind: 'cointegrated-pair'
      readonly y: Currency
      readonly x: Currency
      readonly hedgeRatio: number
      readonly halfLifeSeconds: number
      readonly residualBps: number
    }
  /** The imbalance of a minute's trades at a place predicts the efficient price's next minute with this R squared. */
  | ({ readonly kind: 'flow-signal'; readonly rSquared: number } & PlantedPlace)
  /** Every market of an asset at one venue is off by so much. */
  | ({
      readonly kind: 'venue-gap'
      readonly venue: string
      readonly base: Currency
      readonly bps: number
    } & PlantedSpan)
  /** An iceberg bids, sellers run into it, and if it holds the price goes up afterwards. */
  | ({
      readonly kind: 'absorbing-iceberg'
      /** Shown at once, and all of it, in quote currency. */
      readonly shownNotional: number
      readonly notional: number
      /** How much more is sold than usual. */
      readonly pressure: number
      readonly reboundBps: number
    } & PlantedPlace &
      PlantedSpan)
  /** A large order that is taken back when the price comes near, or at the end. */
  | ({
      readonly kind: 'spoof-wall'
      readonly side: 'bid' | 'ask'
      readonly notional: number
      readonly awayBps: number
      readonly pulledWithinBps: number
    } & PlantedPlace &
      PlantedSpan)
  /** Again and again an order is left far through the price at one venue, and takers race for it. */
  | ({
      readonly kind: 'raced-quotes'
      readonly base: Currency
      /** Mean time between them. */
      readonly everySeconds: number
      /** By how much they are off in the mean, and about how much there is of each, in quote currency. */
      readonly bps: number
      readonly notional: number
      /** Mean reaction of a taker to one that is off by `bps`; of one twice as far off half. */
      readonly reactionMs: number
    } & PlantedSpan)
  /** A venue stands still and tells nothing. */
  | ({ readonly kind: 'outage'; readonly venue: string } & PlantedSpan)
  /** A stablecoin falls, stays down and comes back. */
  | ({ readonly kind: 'depeg'; readonly asset: Currency; readonly bps: number } & PlantedSpan)
  /** Many longs stand close together, and the price falls into them. */
  | ({
      readonly kind: 'liquidation-cascade'
      readonly base: Currency
      readonly shockBps: number
      /** Of the crowded longs of each perpetual, in quote currency. */
      readonly crowdedNotional: number
      /** What their insurance funds have left, in quote currency. */
      readonly insurance: number
    } & PlantedSpan)

/** What really happened of a planted fact. */
export interface PlantedTruth {
  readonly fact: PlantedFact
  /** The venue's clock; `to` is NaN while it lasts. */
  readonly from: Instant
  readonly to: Instant
  /** What there is to say in numbers, by name; instants in epoch milliseconds. */
  readonly figures: Readonly<Record<string, number>>
  /** What happened again and again, row by row. */
  readonly rows?: readonly Readonly<Record<string, number>>[]
}
