// What holds, and what an estimator gives back.
export { invariant } from './invariant.ts'
export { available, expectValue, unavailable } from './outcome.ts'
export type { Outcome } from './outcome.ts'

// Checksums, and the last step from exact to double.
export { crc32 } from './crc32.ts'
export { nearestDouble } from './nearest-double.ts'

// Dense matrices, column by column.
export {
  columnOf,
  dot,
  elementOf,
  identityMatrix,
  matrixFromColumns,
  matrixFromRows,
  multiply,
  multiplyTransposed,
  transpose,
  zeroMatrix,
} from './matrix.ts'
export type { Matrix } from './matrix.ts'

// Factorisations and what they solve.
export {
  factorCholesky,
  logDeterminant,
  solveCholesky,
  solveLower,
  solveLowerTransposed,
} from './cholesky.ts'
export {
  applyQTransposed,
  dependentColumn,
  factorQr,
  inverseGram,
  rankTolerance,
  solveQr,
  solveTriangle,
} from './qr.ts'
export type { QrFactor } from './qr.ts'

// Eigenvalues and singular values.
export { generalEigen } from './general-eigen.ts'
export type { GeneralEigen } from './general-eigen.ts'
export { rankOf, singularValues } from './svd.ts'
export type { Svd } from './svd.ts'
export { symmetricEigen } from './symmetric-eigen.ts'
export type { SymmetricEigen } from './symmetric-eigen.ts'

// Fourier transforms of powers of two.
export { complexFourier } from './fourier/complex-fourier.ts'
export type { ComplexFourier } from './fourier/complex-fourier.ts'
export { realFourier } from './fourier/real-fourier.ts'
export type { RealFourier, Spectrum } from './fourier/real-fourier.ts'

// Special functions.
export { dawson, erfi } from './special/dawson.ts'
export { erf, erfc, erfcScaled } from './special/error-function.ts'
export { incompleteBeta, logBeta } from './special/incomplete-beta.ts'
export type { IncompleteBeta } from './special/incomplete-beta.ts'
export { incompleteGamma } from './special/incomplete-gamma.ts'
export type { IncompleteGamma } from './special/incomplete-gamma.ts'
export { logGamma } from './special/log-gamma.ts'

// Distributions: density, both tails, quantile.
export {
  chiSquaredCdf,
  chiSquaredPdf,
  chiSquaredQuantile,
  chiSquaredSurvival,
} from './distributions/chi-squared.ts'
export { fCdf, fPdf, fQuantile, fSurvival } from './distributions/f.ts'
export type { FDegrees } from './distributions/f.ts'
export { gammaCdf, gammaPdf, gammaQuantile, gammaSurvival } from './distributions/gamma.ts'
export { normalCdf, normalPdf, normalQuantile, normalSurvival } from './distributions/normal.ts'
export {
  studentTCdf,
  studentTPdf,
  studentTQuantile,
  studentTSurvival,
} from './distributions/student-t.ts'

// Minima and roots.
export { bfgs } from './optimise/bfgs.ts'
export type { BfgsOptions, BfgsResult } from './optimise/bfgs.ts'
export { brentMinimum } from './optimise/brent-minimum.ts'
export type { Minimum, MinimumSearch } from './optimise/brent-minimum.ts'
export { brentRoot } from './optimise/brent-root.ts'
export type { RootSearch } from './optimise/brent-root.ts'
export { levenbergMarquardt } from './optimise/levenberg-marquardt.ts'
export type {
  LevenbergMarquardtOptions,
  LevenbergMarquardtResult,
} from './optimise/levenberg-marquardt.ts'
export type { Objective, SearchResult } from './optimise/minimum-search.ts'
export { nelderMead } from './optimise/nelder-mead.ts'
export type { NelderMeadOptions } from './optimise/nelder-mead.ts'
export { numericalGradient } from './optimise/numerical-gradient.ts'

// Sums, moments and seeded random numbers.
export {
  addValue,
  deviationOf,
  kurtosisOf,
  mergeMoments,
  momentsOf,
  noMoments,
  skewnessOf,
  varianceOf,
} from './moments.ts'
export type { Moments } from './moments.ts'
export { Random } from './random.ts'
export { sumOf } from './sum.ts'
