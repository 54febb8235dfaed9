// What measures are made of: sums and windows that move with their data.
export { DecayedSums, decayedSum } from './streaming/decayed-sums.ts'
export { RollingQuantiles, quantileOf } from './streaming/rolling-quantiles.ts'
export { RollingRegression, lineThrough } from './streaming/rolling-regression.ts'
export type { Line } from './streaming/rolling-regression.ts'
export { RollingSum } from './streaming/rolling-sum.ts'
export { TimeGrid } from './streaming/time-grid.ts'

// Order flow, from state to state of a book.
export { bookStates, topOf } from './order-flow/book-states.ts'
export type { BookStateRow, BookStates } from './order-flow/book-states.ts'
export { depthNormalised } from './order-flow/depth-normalised.ts'
export { integratedFlow, integratedFlowWeights } from './order-flow/integrated-flow.ts'
export type { IntegratedFlowWeights } from './order-flow/integrated-flow.ts'
export { OrderFlow, orderFlowIncrements } from './order-flow/order-flow.ts'

// The shape of a book, and what price it tells.
export { bookElasticity, bookSlope, DepthReader, depthsWithin } from './book-shape/depth.ts'
export { depthImbalance, queueImbalance, weightedMid } from './book-shape/imbalance.ts'
export type { Touch } from './book-shape/imbalance.ts'
export { fitMicroprice, microprice } from './book-shape/microprice.ts'
export type { MicropriceModel, MicropriceOptions, TouchColumns } from './book-shape/microprice.ts'
export { Resiliency, resiliencyOf } from './book-shape/resiliency.ts'
export type { ResiliencyEstimate } from './book-shape/resiliency.ts'

// Trades.
export { AggressorRuns, aggressorRuns } from './trades/aggressor-runs.ts'
export { mergeSweeps, SweepMerger } from './trades/sweeps.ts'
export type { Print, Sweep } from './trades/sweeps.ts'
export { tradeColumns } from './trades/trade-columns.ts'
export type { TradeColumns } from './trades/trade-columns.ts'
export { TradeFlow, tradeFlowAt } from './trades/trade-flow.ts'

// Who was the aggressor, and how often a rule is wrong about it.
export { BulkVolume, bulkVolumeBars } from './classification/bulk-volume.ts'
export type { BulkBar, BulkVolumeOptions } from './classification/bulk-volume.ts'
export { bulkVolumeError, classificationError } from './classification/classification-error.ts'
export type { ClassificationError, MeasuredShare } from './classification/classification-error.ts'
export { LeeReady, leeReadySigns } from './classification/lee-ready.ts'
export type { QuotedTrades } from './classification/lee-ready.ts'
export { TickRule, tickRuleSigns } from './classification/tick-rule.ts'
export { coinFlipVpin, Vpin, vpinOf } from './toxicity/vpin.ts'
export type { VpinOptions } from './toxicity/vpin.ts'

// What trading costs, and what it moves.
export { Amihud, amihudOf } from './impact/amihud.ts'
export type { AmihudEstimate } from './impact/amihud.ts'
export { CorwinSchultz, corwinSchultzSpread } from './impact/corwin-schultz.ts'
export { KyleLambda } from './impact/kyle-lambda.ts'
export type { KyleEstimate } from './impact/kyle-lambda.ts'
export { RollSpread, rollSpreadOf } from './impact/roll-spread.ts'
export { quotedSpreadBps, TradeCostMeter, tradeCostsOf } from './impact/trade-costs.ts'
export type { TradeCostOptions, TradeCosts } from './impact/trade-costs.ts'

// Several venues and assets.
export { HayashiYoshida, hayashiYoshidaOf, leadLag } from './lead-lag/hayashi-yoshida.ts'
export type { Covariation, LeadLag, ObservedSeries } from './lead-lag/hayashi-yoshida.ts'
export { VenuePrices } from './price-discovery/venue-prices.ts'
export type { VenuePricesOptions } from './price-discovery/venue-prices.ts'

// Events that excite each other.
export { fitHawkes } from './hawkes/fit-hawkes.ts'
export type { HawkesFit } from './hawkes/fit-hawkes.ts'
export { branchingRatio, HawkesIntensity, hawkesIntensityAt } from './hawkes/hawkes-model.ts'
export type { HawkesModel, MarkedEvents } from './hawkes/hawkes-model.ts'
export { hawkesFit, hawkesResiduals } from './hawkes/hawkes-residuals.ts'
export type { HawkesGoodness } from './hawkes/hawkes-residuals.ts'
export { simulateHawkes } from './hawkes/simulate-hawkes.ts'

// Volatility.
export { RollingRange, rangeVarianceOf } from './volatility/range-variance.ts'
export type { Ohlc, RangeVariance } from './volatility/range-variance.ts'
export { RealisedVariance, realisedMeasuresOf } from './volatility/realised-variance.ts'
export type { RealisedMeasures } from './volatility/realised-variance.ts'

// Perpetuals.
export { OpenInterestChange } from './perpetuals/open-interest.ts'
export { premiumBps } from './perpetuals/premium.ts'
export { SpotPerpetualFlow } from './perpetuals/spot-perpetual-flow.ts'

// All of it over market events: the same object in training and live.
export { bookFeedOf } from './features/book-feed-of.ts'
export { corePlan, featureInstrument, fullPlan } from './features/feature-plan.ts'
export type {
  FeatureInstrument,
  FeaturePart,
  FeaturePlan,
  FeatureRoles,
} from './features/feature-plan.ts'
export { FeatureSet } from './features/feature-set.ts'
