/** An order worked off over time as a saved run holds it. Version 1. Instants are epoch milliseconds, money is in quote. */
export interface RouteScheduleRun extends RouteScheduleDocument {
  /** What a person was shown, in lines of fixed width. */
  readonly summary: string
}

/** The document of `isobar route schedule`. */
export interface RouteScheduleDocument {
  readonly kind: 'route-schedule'
  readonly version: 1
  readonly algorithm: 'twap' | 'vwap' | 'pov' | 'almgren-chriss'
  readonly side: 'buy' | 'sell'
  readonly quantity: number
  readonly filled: number
  /** 0 where there is only a file of books, which has no time. */
  readonly from: number
  readonly durationMs: number
  readonly averagePrice: number | null
  readonly cost: number
  readonly costBps: number | null
  readonly costs:
    | (ScheduleCosts & { readonly byVenue: Readonly<Record<string, VenueCosts>> })
    | null
  readonly slices: readonly ScheduledSlice[]
  readonly estimates: ScheduleEstimates | null
  readonly squareRootImpact: number | null
  readonly model: ScheduleModel | null
  /** The best schedules of the model from the straight line on, by how much they risk; empty where the market was not measured. */
  readonly frontier: readonly ScheduleRisk[]
  /** What the model says of the schedule that was worked off; null where the market was not measured. */
  readonly place: ScheduleRisk | null
}

interface ScheduledSlice {
  readonly time: number
  readonly quantity: number
  readonly filled: number
  readonly legs: readonly {
    readonly venue: string
    readonly quantity: number
    readonly averagePrice: number
    readonly fee: number
  }[]
}

/** The parts of what an order cost, as `isobar route schedule` tells them. */
interface VenueCosts {
  readonly timing: number
  readonly arrival: number
  readonly spread: number
  readonly impact: number
  readonly fee: number
  readonly opportunity: number
  readonly total: number
}

interface ScheduleCosts extends VenueCosts {
  readonly filled: number
  /** Quantity at the mid of the decision. */
  readonly notional: number
  readonly totalBps: number
}

/** A figure with its standard error. */
interface MeasuredFigure {
  readonly value: number
  readonly standardError: number
}

/** What was measured before the order began. Seconds, quote per base unit; absent is what the data do not tell. */
interface ScheduleEstimates {
  readonly volatility: MeasuredFigure
  readonly permanentImpact?: MeasuredFigure | undefined
  readonly refillRate?: MeasuredFigure | undefined
  readonly halfSpread: number
  readonly volumeRate: number
}

/** What the model of Almgren and Chriss was told and what it says. Seconds; null is what was not measured. */
export interface ScheduleModel {
  readonly volatility: number
  readonly volatilityStandardError: number | null
  readonly permanentImpact: number
  readonly permanentImpactStandardError: number | null
  readonly temporaryImpact: number
  readonly temporaryImpactStandardError: number | null
  readonly fixedCost: number
  readonly riskAversion: number
  readonly urgency: { readonly kind: 'real' | 'zero' | 'imaginary'; readonly perTime: number }
  readonly expectedCost: number
  readonly standardDeviation: number
}

/** A schedule as the model sees it, fees left out. */
interface ScheduleRisk {
  /** For which it is the best; null of one that is the best for none. */
  readonly riskAversion: number | null
  readonly expectedCost: number
  readonly standardDeviation: number
  /** Part of the order in the first slice. */
  readonly firstShare: number
}
