// Regression
export { cusumOfSquares, type CusumOfSquaresResult } from './regression/cusum-of-squares.ts'
export { cusumSummary } from './regression/cusum-summary.ts'
export { cusum, type CusumLevel, type CusumResult } from './regression/cusum.ts'
export { durbinWatson } from './regression/durbin-watson.ts'
export { leastSquaresSummary } from './regression/least-squares-summary.ts'
export { leastSquares, type LeastSquares } from './regression/least-squares.ts'
export { nonlinearLeastSquaresSummary } from './regression/nonlinear-least-squares-summary.ts'
export {
  nonlinearLeastSquares,
  type NonlinearLeastSquares,
  type NonlinearLeastSquaresFault,
  type NonlinearLeastSquaresOptions,
} from './regression/nonlinear-least-squares.ts'
export { recursiveLeastSquaresSummary } from './regression/recursive-least-squares-summary.ts'
export {
  recursiveLeastSquares,
  type RecursiveLeastSquares,
} from './regression/recursive-least-squares.ts'
export { rollingLeastSquaresSummary } from './regression/rolling-least-squares-summary.ts'
export {
  rollingLeastSquares,
  type RollingLeastSquares,
} from './regression/rolling-least-squares.ts'
export { slopesTest, type SlopesTest } from './regression/slopes-test.ts'
export { totalLeastSquaresSummary } from './regression/total-least-squares-summary.ts'
export { totalLeastSquares, type TotalLeastSquares } from './regression/total-least-squares.ts'

// Diagnostics
export { archLm, type ArchLmOptions, type ArchLmResult } from './diagnostics/arch-lm.ts'
export { breuschGodfrey, type BreuschGodfreyResult } from './diagnostics/breusch-godfrey.ts'
export { diagnosticSummary } from './diagnostics/diagnostic-summary.ts'
export { breuschPagan, whiteTest } from './diagnostics/heteroskedasticity.ts'
export { jarqueBera, type JarqueBeraResult } from './diagnostics/jarque-bera.ts'
export type { LagrangeMultiplierResult } from './diagnostics/lagrange-multiplier.ts'
export { ljungBox, type LjungBoxOptions, type LjungBoxResult } from './diagnostics/ljung-box.ts'
export { residualDiagnosticsSummary } from './diagnostics/residual-diagnostics-summary.ts'
export {
  residualDiagnostics,
  type ResidualDiagnostics,
} from './diagnostics/residual-diagnostics.ts'

// Unit roots
export {
  adf,
  type AdfFault,
  type AdfOptions,
  type AdfResult,
  type LagOptions,
} from './unit-roots/adf.ts'
export { dfgls, type DfglsFault, type DfglsOptions, type DfglsResult } from './unit-roots/dfgls.ts'
export { kpss, type KpssOptions, type KpssResult } from './unit-roots/kpss.ts'
export type { LagCriterion } from './unit-roots/lag-order.ts'
export {
  phillipsPerron,
  type PhillipsPerronFault,
  type PhillipsPerronOptions,
  type PhillipsPerronResult,
} from './unit-roots/phillips-perron.ts'
export { type UnitRootResult, unitRootSummary } from './unit-roots/unit-root-summary.ts'
export {
  varianceRatio,
  type VarianceRatioOptions,
  type VarianceRatioResult,
} from './unit-roots/variance-ratio.ts'
export {
  zivotAndrews,
  type ZivotAndrewsFault,
  type ZivotAndrewsOptions,
  type ZivotAndrewsResult,
} from './unit-roots/zivot-andrews.ts'

// Cointegration
export { ccr, type CcrOptions, type CcrResult } from './cointegration/ccr.ts'
export { cointegratingRegressionSummary } from './cointegration/cointegrating-regression-summary.ts'
export { dols, type DolsOptions, type DolsResult } from './cointegration/dols.ts'
export { engleGrangerSummary } from './cointegration/engle-granger-summary.ts'
export {
  engleGranger,
  type EngleGrangerFault,
  type EngleGrangerOptions,
  type EngleGrangerResult,
} from './cointegration/engle-granger.ts'
export { fmols, type FmolsOptions, type FmolsResult } from './cointegration/fmols.ts'
export { gregoryHansenSummary } from './cointegration/gregory-hansen-summary.ts'
export {
  type BreakStatistic,
  gregoryHansen,
  type GregoryHansenFault,
  type GregoryHansenOptions,
  type GregoryHansenResult,
} from './cointegration/gregory-hansen.ts'
export { johansenSummary } from './cointegration/johansen-summary.ts'
export {
  johansen,
  type JohansenFault,
  type JohansenOptions,
  type JohansenResult,
} from './cointegration/johansen.ts'
export { phillipsOuliarisSummary } from './cointegration/phillips-ouliaris-summary.ts'
export {
  phillipsOuliaris,
  type PhillipsOuliarisFault,
  type PhillipsOuliarisOptions,
  type PhillipsOuliarisResult,
} from './cointegration/phillips-ouliaris.ts'

// Breaks and monitors
export { cointegrationMonitorSummary } from './breaks/cointegration-monitor-summary.ts'
export {
  type CointegrationMonitor,
  type CointegrationMonitorFault,
  type CointegrationMonitorOptions,
  stepCointegrationMonitor,
  trainCointegrationMonitor,
} from './breaks/cointegration-monitor.ts'
export {
  type CointegrationMonitorResult,
  monitorCointegration,
} from './breaks/monitor-cointegration.ts'
export { monitorStability, type StabilityMonitorResult } from './breaks/monitor-stability.ts'
export { stabilityMonitorSummary } from './breaks/stability-monitor-summary.ts'
export {
  type StabilityDetector,
  type StabilityMonitor,
  type StabilityMonitorFault,
  type StabilityMonitorOptions,
  stepStabilityMonitor,
  trainStabilityMonitor,
} from './breaks/stability-monitor.ts'

// Price discovery
export { type InformationShare, informationShares } from './price-discovery/information-shares.ts'
export { priceDiscoverySummary } from './price-discovery/price-discovery-summary.ts'
export {
  priceDiscovery,
  type PriceDiscoveryFault,
  type PriceDiscoveryOptions,
  type PriceDiscoveryResult,
} from './price-discovery/price-discovery.ts'

// Vector autoregression
export type { VectorForecast } from './vector-autoregression/forecast-levels.ts'
export { forecastVectorAutoregression } from './vector-autoregression/forecast-vector-autoregression.ts'
export { forecastVectorErrorCorrection } from './vector-autoregression/forecast-vector-error-correction.ts'
export { grangerPairs } from './vector-autoregression/granger-pairs.ts'
export { grangerSummary } from './vector-autoregression/granger-summary.ts'
export {
  granger,
  type GrangerOptions,
  type GrangerResult,
} from './vector-autoregression/granger.ts'
export {
  type ImpulseResponseOptions,
  impulseResponses,
  type ImpulseResponses,
} from './vector-autoregression/impulse-responses.ts'
export {
  lagOrderCriteria,
  type LagOrderCriteria,
  type LagOrderOptions,
  type VarCriterion,
} from './vector-autoregression/lag-order-criteria.ts'
export type { VarFault, VarTrend } from './vector-autoregression/lagged-fit.ts'
export type { RestrictionTest } from './vector-autoregression/restriction-test.ts'
export { varianceDecomposition } from './vector-autoregression/variance-decomposition.ts'
export { vectorAutoregressionSummary } from './vector-autoregression/vector-autoregression-summary.ts'
export {
  vectorAutoregression,
  type VectorAutoregressionOptions,
  type VectorAutoregressionResult,
} from './vector-autoregression/vector-autoregression.ts'
export { vectorErrorCorrectionSummary } from './vector-autoregression/vector-error-correction-summary.ts'
export {
  vectorErrorCorrection,
  type VectorErrorCorrectionFault,
  type VectorErrorCorrectionOptions,
  type VectorErrorCorrectionResult,
} from './vector-autoregression/vector-error-correction.ts'

// Autoregression
export { armaSummary } from './autoregression/arma-summary.ts'
export { arma, type ArmaFault, type ArmaOptions, type ArmaResult } from './autoregression/arma.ts'
export { autoregressionSummary } from './autoregression/autoregression-summary.ts'
export {
  autoregression,
  type AutoregressionCriterion,
  type AutoregressionFault,
  type AutoregressionOptions,
  type AutoregressionResult,
} from './autoregression/autoregression.ts'
export { harRvSummary } from './autoregression/har-rv-summary.ts'
export {
  harRv,
  type HarRvFault,
  type HarRvOptions,
  type HarRvResult,
  type HarTransform,
} from './autoregression/har-rv.ts'
export { type LagRoot, lagRoots } from './autoregression/lag-roots.ts'
export { psiWeights } from './autoregression/psi-weights.ts'

// Volatility
export { type GarchDiagnostics, garchDiagnostics } from './volatility/garch-diagnostics.ts'
export type { GarchErrors } from './volatility/garch-errors.ts'
export {
  garchFilter,
  type GarchFilterOptions,
  type GarchFilterResult,
} from './volatility/garch-filter.ts'
export type { GarchFault, GarchParameters, GarchResult } from './volatility/garch-result.ts'
export type { StartRule } from './volatility/garch-spec.ts'
export { garchSummary } from './volatility/garch-summary.ts'
export { garch, type GarchOptions } from './volatility/garch.ts'
export {
  type SimulatedGarch,
  simulateGarch,
  type SimulateGarchOptions,
} from './volatility/simulate-garch.ts'

// State space
export {
  type HedgeFilter,
  type HedgeIntercept,
  type HedgeVariances,
  startHedgeFilter,
  stepHedgeFilter,
} from './state-space/hedge-filter.ts'
export {
  type Design,
  kalmanFilter,
  kalmanLikelihood,
  type KalmanLikelihood,
  type KalmanPath,
} from './state-space/kalman-filter.ts'
export { kalmanHedgeRatioSummary } from './state-space/kalman-hedge-ratio-summary.ts'
export {
  kalmanHedgeRatio,
  type KalmanHedgeRatioFault,
  type KalmanHedgeRatioOptions,
  type KalmanHedgeRatioResult,
} from './state-space/kalman-hedge-ratio.ts'
export { kalmanSmoother, type SmoothedStates } from './state-space/kalman-smoother.ts'
export { type KalmanState, startKalman, stepKalman } from './state-space/kalman-step.ts'
export { localLevelSummary } from './state-space/local-level-summary.ts'
export {
  localLevel,
  type LocalLevelFault,
  type LocalLevelResult,
} from './state-space/local-level.ts'
export {
  approximateDiffuseStart,
  exactDiffuseStart,
  type KalmanStart,
  knownStart,
  type StateSpaceModel,
} from './state-space/state-space-model.ts'

// Regimes
export { hamiltonFilter, type RegimePath } from './regime/hamilton-filter.ts'
export { kimSmoother, type SmoothedRegimes } from './regime/kim-smoother.ts'
export { markovSwitchingSummary } from './regime/markov-switching-summary.ts'
export {
  markovSwitching,
  type MarkovSwitchingFault,
  type MarkovSwitchingOptions,
  type MarkovSwitchingResult,
} from './regime/markov-switching.ts'

// Mean reversion
export { ar1, type Ar1 } from './mean-reversion/ar1.ts'
export { bertramSummary } from './mean-reversion/bertram-summary.ts'
export {
  type BertramFault,
  type BertramOptions,
  bertramThresholds,
  type BertramThresholds,
} from './mean-reversion/bertram-thresholds.ts'
export {
  bertramTrade,
  type BertramTrade,
  type TradedProcess,
  type TradeLevels,
} from './mean-reversion/bertram-trade.ts'
export {
  halfLife,
  type HalfLife,
  halfLifeOf,
  withoutKendallBias,
} from './mean-reversion/half-life.ts'
export { hurstSummary } from './mean-reversion/hurst-summary.ts'
export {
  hurst,
  type HurstFault,
  type HurstOptions,
  type HurstResult,
} from './mean-reversion/hurst.ts'
export { ornsteinUhlenbeckSummary } from './mean-reversion/ornstein-uhlenbeck-summary.ts'
export { ornsteinUhlenbeck, type OrnsteinUhlenbeck } from './mean-reversion/ornstein-uhlenbeck.ts'

// Bootstrap
export { type BlockLength, optimalBlockLength } from './bootstrap/block-length.ts'
export { bootstrapDistributionSummary } from './bootstrap/bootstrap-distribution-summary.ts'
export {
  bootstrapDistribution,
  type BootstrapDistribution,
  type BootstrapFault,
  type BootstrapOptions,
  type Interval,
} from './bootstrap/bootstrap-distribution.ts'
export { bootstrapEngleGrangerSummary } from './bootstrap/bootstrap-engle-granger-summary.ts'
export {
  bootstrapEngleGranger,
  type BootstrapEngleGrangerOptions,
  type BootstrapEngleGrangerResult,
} from './bootstrap/bootstrap-engle-granger.ts'
export { type BlockScheme, drawRows, drawRowSets, type RowSource } from './bootstrap/draw-rows.ts'
export {
  nullUniverse,
  type NullUniverse,
  type NullUniverseOptions,
} from './bootstrap/null-universe.ts'
export { type Resample, resampler, type ResampleScheme } from './bootstrap/resampler.ts'
export { drawWildWeights, type WildLaw } from './bootstrap/wild-weights.ts'

// Many tests at once
export { benjaminiHochberg, benjaminiYekutieli } from './multiple-testing/false-discovery.ts'
export { bonferroni, holm } from './multiple-testing/family-wise.ts'
export {
  modelConfidenceSetSummary,
  realityCheckSummary,
  stepMSummary,
  superiorPredictiveAbilitySummary,
} from './multiple-testing/model-comparison-summary.ts'
export {
  type ModelConfidenceOptions,
  type ModelConfidenceResult,
  modelConfidenceSet,
} from './multiple-testing/model-confidence-set.ts'
export { realityCheck, type RealityCheckResult } from './multiple-testing/reality-check.ts'
export { romanoWolfSummary } from './multiple-testing/romano-wolf-summary.ts'
export {
  romanoWolf,
  type RomanoWolfOptions,
  type RomanoWolfResult,
} from './multiple-testing/romano-wolf.ts'
export { stepM, type StepMOptions, type StepMResult } from './multiple-testing/step-m.ts'
export {
  type Centre,
  type DifferentialUniverse,
  type SuperiorAbilityOptions,
  type SuperiorAbilityResult,
  superiorPredictiveAbility,
  type ThreeCentres,
} from './multiple-testing/superior-predictive-ability.ts'

// Long-run variance
export { automaticBandwidth } from './long-run/automatic-bandwidth.ts'
export { type Kernel, kernelWeights } from './long-run/kernels.ts'
export {
  type KernelOptions,
  longRunCovariance,
  type LongRunCovariance,
} from './long-run/long-run-covariance.ts'

// Critical values
export { doornikPValue, doornikQuantile, type JohansenLimit } from './critical-values/doornik.ts'
export { type BreakModel, gregoryHansenCriticalValues } from './critical-values/gregory-hansen.ts'
export type { DeterministicCase, JohansenStatistic } from './critical-values/johansen-cases.ts'
export {
  type CriticalValueSource,
  johansenCriticalValues,
  type JohansenCriticalValues,
  type JohansenTables,
} from './critical-values/johansen.ts'
export {
  type KpssCriticalValues,
  kpssCriticalValues,
  type KpssPValue,
  kpssPValue,
} from './critical-values/kpss.ts'
export {
  type CriticalValueQuestion,
  type CriticalValues,
  mackinnonCriticalValues,
  mackinnonPValue,
} from './critical-values/mackinnon.ts'
export {
  phillipsOuliarisCriticalValues,
  type PhillipsOuliarisLaw,
  phillipsOuliarisPValue,
} from './critical-values/phillips-ouliaris.ts'

// What they share
export { renderSummary } from './summary/render-summary.ts'
export type { Summary, SummaryCell, SummaryTable } from './summary/summary.ts'
export type { SeriesFault } from './series-fault.ts'
export type { Trend } from './trend.ts'
export type { EstimateWarning, WarningKind } from './warning.ts'
