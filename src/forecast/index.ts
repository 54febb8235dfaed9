// What is forecast: labels over a path of prices, at instants of a clock.
export { rowsOf, takeEach, takeRows } from './feature-matrix.ts'
export type { FeatureMatrix } from './feature-matrix.ts'
export { afterCostSigns, forwardReturns } from './labels/forward-return.ts'
export { PathReader } from './labels/price-path.ts'
export type { PricePath } from './labels/price-path.ts'
export { SampleTicker } from './labels/sample-clocks.ts'
export type { SampleClock } from './labels/sample-clocks.ts'
export { tripleBarrier } from './labels/triple-barrier.ts'
export type { BarrierLabels } from './labels/triple-barrier.ts'
export { barFeatures } from './bars/bar-features.ts'
export type { FlowBars } from './bars/flow-bars.ts'

// Who may learn from what: windows whose labels do not overlap.
export { combinations, combinatorialSplits } from './validation/combinatorial.ts'
export type { Purge, Split } from './validation/combinatorial.ts'
export { holesOf } from './validation/holes.ts'
export type { Hole } from './validation/holes.ts'
export { rowsWithin, walkForwardFolds } from './validation/walk-forward.ts'
export type { Fold, WalkForwardPlan } from './validation/walk-forward.ts'

// Learners.
export { fitElasticNet, fitElasticNets, linearScores } from './learners/elastic-net.ts'
export type { LinearModel, Penalty } from './learners/elastic-net.ts'
export { fitLogistic, logisticOf } from './learners/logistic.ts'
export {
  boostedScore,
  boostedScores,
  boostedUsual,
  fitBoosted,
  lossOfScores,
} from './learners/boosted-trees.ts'
export type { BoostedModel, BoostedOptions, Watched } from './learners/boosted-trees.ts'
export { addTree, valueOfTree } from './learners/tree.ts'
export type { Tree } from './learners/tree.ts'
export { boostedForFlow, boostedLearner } from './learners/boosted-learner.ts'
export { linearLearner, logisticLearner, penaltyPath } from './learners/linear-learner.ts'
export type { StandardisedModel } from './learners/linear-learner.ts'
export { upOf } from './learners/learner.ts'
export type { Learner, Learnt, TrainingRows } from './learners/learner.ts'
export { fitStandardisation, standardise } from './learners/standardisation.ts'
export type { Standardisation } from './learners/standardisation.ts'
export { OnlineLogistic } from './learners/online-logistic.ts'
export { OnlineRidge } from './learners/online-ridge.ts'

// From scores to probabilities and intervals, and when to say nothing.
export { AdaptiveConformal, conformalUsual } from './calibration/adaptive-conformal.ts'
export type { ConformalOptions } from './calibration/adaptive-conformal.ts'
export { fitIsotonic } from './calibration/isotonic.ts'
export { calibrated, fitPlatt } from './calibration/platt.ts'
export type { Calibration } from './calibration/platt.ts'
export { fitGuard, ForecastGuard, guardUsual } from './guard/forecast-guard.ts'
export type { GuardLimits, GuardModel, Withdrawal } from './guard/forecast-guard.ts'

// A forecast as a whole, and what it is worth.
export { Forecaster, learnerOf } from './model/forecast-model.ts'
export type { Forecast, ForecastModel, LearntModel, ModelKind } from './model/forecast-model.ts'
export { fitForecast } from './model/fit-forecast.ts'
export type { FitOptions } from './model/fit-forecast.ts'
export { modelFromPlain, plainModel } from './model/plain-model.ts'
export { blockRows } from './scorecard/block-rows.ts'
export { calibrationCurve } from './scorecard/calibration-curve.ts'
export type { CalibrationBin } from './scorecard/calibration-curve.ts'
export { calibrationError } from './scorecard/calibration-error.ts'
export type { CalibrationError } from './scorecard/calibration-error.ts'
export { foldIntervals } from './scorecard/fold-bootstrap.ts'
export type { FoldDraws, Interval } from './scorecard/fold-bootstrap.ts'
export { correlationColumns, measureColumns, measureNames } from './scorecard/measures.ts'
export type { MeasureName, Predictions } from './scorecard/measures.ts'
export { midranks } from './scorecard/midranks.ts'
export { detectableCorrelation, independentSamples } from './scorecard/sample-power.ts'

// Forecasts as market events come, and what they turn out to be worth.
export { LiveForecast } from './live/live-forecast.ts'
export type { LiveForecastSetup, Silence, TimedModel } from './live/live-forecast.ts'
export { ModelSpeaker } from './live/model-speaker.ts'
export type { RowScorer } from './live/model-speaker.ts'
export { onlineScorer } from './live/online-scorer.ts'
export type { OnlineScorer } from './live/online-scorer.ts'
export { DueForecasts } from './live/due-forecasts.ts'
export type { DueForecast, OutcomeListener } from './live/due-forecasts.ts'
export { RunningScore } from './live/running-score.ts'
export type { LiveScore } from './live/running-score.ts'
