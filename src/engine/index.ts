// What a strategy is written against.
export { noIntents } from '../core/strategy/intent.ts'
export type { Intent, LegsWish, LegWish, OrderWish } from '../core/strategy/intent.ts'
export type { Refusal } from '../core/strategy/refusal.ts'
export type {
  OrderStage,
  OrderView,
  Strategy,
  StrategyDesk,
  StrategyEvent,
  StrategyFactory,
  StrategySetup,
} from '../core/strategy/strategy.ts'
export { instrumentSetting, numberSetting } from '../core/strategy/settings.ts'
export type { OrderEvent } from '../core/orders/order-event.ts'
export type { AccountEvent } from '../core/orders/account-event.ts'
export type { OrderSide, OrderPricing, TimeInForce } from '../core/orders/order.ts'
export type { Instrument } from '../core/instrument.ts'
export type { LeastOrder } from '../core/least-order.ts'
export type { Lots, PriceTicks, Step } from '../core/price.ts'
export type { Duration, Instant } from '../core/time.ts'
export { lotsOf, priceOf, priceTicksOf, quantityOf } from '../core/price.ts'
export { lotsOfNotional, notionalOfLots, unitsOfLots } from '../core/notional.ts'
export { eventKind, eventSide } from '../core/events/event-codes.ts'

// Driving it over events that are there.
export { Replay } from './replay.ts'
export type { ReplaySetup, RunVenue } from './replay.ts'
export { engineResult } from './engine-result.ts'
export type { EngineResult, InstrumentResult, PnlByCause } from './engine-result.ts'
export { mergeRows } from './tape/merge-rows.ts'
export type { MergedSource } from './tape/merge-rows.ts'
export type { OrderCommand, OrderRequest } from '../core/orders/order.ts'
export type { ReplayVenue } from '../core/orders/replay-venue.ts'
export type { AuditRows } from './audit.ts'
