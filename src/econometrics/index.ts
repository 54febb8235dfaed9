export { adf, type AdfFault, type AdfOptions, type AdfResult, type LagOptions } from './adf.ts'
export { ar1, type Ar1 } from './ar1.ts'
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
} from './engle-granger.ts'
export { halfLife, type HalfLife, halfLifeOf, withoutKendallBias } from './half-life.ts'
export {
  johansen,
  type JohansenFault,
  type JohansenOptions,
  type JohansenResult,
} from './johansen.ts'
export { kpss, type KpssOptions, type KpssResult } from './kpss.ts'
export type { LagCriterion } from './lag-order.ts'
export { leastSquares, type LeastSquares, type LeastSquaresFault } from './least-squares.ts'
export { benjaminiHochberg, benjaminiYekutieli } from './multiple-testing.ts'
export { ornsteinUhlenbeck, type OrnsteinUhlenbeck } from './ornstein-uhlenbeck.ts'
export type { SeriesFault } from './series-fault.ts'
export { totalLeastSquares, type TotalLeastSquares } from './total-least-squares.ts'
export type { Trend } from './trend.ts'
