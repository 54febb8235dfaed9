export {
  adf,
  type AdfFault,
  type AdfOptions,
  type AdfResult,
  type LagOptions,
} from './unit-roots/adf.ts'
export { ar1, type Ar1 } from './mean-reversion/ar1.ts'
export {
  type CriticalValueQuestion,
  type CriticalValues,
  mackinnonCriticalValues,
  mackinnonPValue,
} from './critical-values/mackinnon.ts'
export { doornikPValue, doornikQuantile, type JohansenLimit } from './critical-values/doornik.ts'
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
  engleGranger,
  type EngleGrangerFault,
  type EngleGrangerOptions,
  type EngleGrangerResult,
} from './cointegration/engle-granger.ts'
export {
  halfLife,
  type HalfLife,
  halfLifeOf,
  withoutKendallBias,
} from './mean-reversion/half-life.ts'
export {
  johansen,
  type JohansenFault,
  type JohansenOptions,
  type JohansenResult,
} from './cointegration/johansen.ts'
export { kpss, type KpssOptions, type KpssResult } from './unit-roots/kpss.ts'
export type { LagCriterion } from './unit-roots/lag-order.ts'
export {
  leastSquares,
  type LeastSquares,
  type LeastSquaresFault,
} from './regression/least-squares.ts'
export { benjaminiHochberg, benjaminiYekutieli } from './multiple-testing/false-discovery.ts'
export { ornsteinUhlenbeck, type OrnsteinUhlenbeck } from './mean-reversion/ornstein-uhlenbeck.ts'
export type { SeriesFault } from './series-fault.ts'
export { totalLeastSquares, type TotalLeastSquares } from './regression/total-least-squares.ts'
export type { Trend } from './trend.ts'
