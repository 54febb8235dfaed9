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
