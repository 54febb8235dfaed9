// Numbers of any size and precision.
export { exactDecimalOf } from './router/exact-decimal.ts'
export type { ExactDecimal } from './router/exact-decimal.ts'

// A large order over several venues.
export { divisibleSplit } from './router/divisible-split.ts'
export type { DivisibleBook, DivisibleSplit } from './router/divisible-split.ts'
export { planRoute, singleVenuePlan } from './router/plan-route.ts'
export type { RouteLeg, RoutePlan } from './router/plan-route.ts'
export type { RouteBook, RouteLevels, RouteRequest } from './router/route-book.ts'
export { marketOf } from './router/market-book.ts'
export type { ExcludedBook, Market, MarketBook, MarketSelection } from './router/market-book.ts'
export { routeBooksOf, routeOrder } from './router/route-order.ts'
export type { Holdings, RoutedLeg, RouteResult } from './router/route-order.ts'

// An order over time.
export { almgrenChriss, costOfTrades } from './schedule/almgren-chriss.ts'
export type {
  AlmgrenChrissInput,
  AlmgrenChrissSchedule,
  NoSchedule,
} from './schedule/almgren-chriss.ts'
export { limitedShortfall } from './schedule/limited-shortfall.ts'
export type { LimitedSchedule } from './schedule/limited-shortfall.ts'
export { obizhaevaWang, transientCost } from './schedule/obizhaeva-wang.ts'
export type { ObizhaevaWangInput, ObizhaevaWangSchedule } from './schedule/obizhaeva-wang.ts'
export { evenShares, slicesOf, withoutCrumbs } from './schedule/slices.ts'
export type { ScheduleSpan, Slice } from './schedule/slices.ts'
export { expectedShares, participationSlice, volumeCurve } from './schedule/volume-curve.ts'
export type { Participation, VolumeCurve } from './schedule/volume-curve.ts'
export { iceberg, icebergFilled, showNext } from './schedule/iceberg.ts'
export type { Iceberg, IcebergTerms } from './schedule/iceberg.ts'
export { alarmed, calmed, scheduled, stepAt, stepFilled } from './schedule/schedule-state.ts'
export type {
  Alarm,
  ScheduleState,
  ScheduleStep,
  ScheduleTerms,
} from './schedule/schedule-state.ts'
export { runSchedule } from './schedule/run-schedule.ts'
export type {
  ScheduleOutcome,
  ScheduleRun,
  SliceMarket,
  SlicePart,
} from './schedule/run-schedule.ts'

// What a market costs, measured.
export { refillRate, squareRootImpact, squareRootLaw } from './schedule/impact-estimates.ts'
export type { Estimate, MeasuredOrder } from './schedule/impact-estimates.ts'
export { bookSlope, marketEstimates } from './schedule/market-estimates.ts'
export type { MarketEstimates } from './schedule/market-estimates.ts'
export { MarketTape } from './schedule/market-tape.ts'
export type { MarketSample, TapeMember, TapeTerms } from './schedule/market-tape.ts'
export { transactionCosts } from './analysis/transaction-costs.ts'
export type {
  AnalysedFill,
  AnalysedOrder,
  CostParts,
  TransactionCosts,
} from './analysis/transaction-costs.ts'

// Waiting in queues instead of taking.
export { placeAtOneVenue } from './placement/single-venue.ts'
export type { PlacementCosts, PlacementVenue, SinglePlacement } from './placement/single-venue.ts'
export { placeAtVenues } from './placement/several-venues.ts'
export type { Placement, QueueScenarios } from './placement/several-venues.ts'
export { QueueOutflow, fillProbability } from './placement/queue-outflow.ts'
export type { QueueOutflowTerms, QueueSample } from './placement/queue-outflow.ts'
