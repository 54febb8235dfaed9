import type { FeatureMatrix } from '../../forecast/feature-matrix.ts'
import type { PricePath } from '../../forecast/labels/price-path.ts'
import type { FeaturePlan, FeatureRoles } from '../../microstructure/features/feature-plan.ts'

/** What a forecast is trained and judged on, from bars or ticks alike. */
export interface FlowSamples {
  /** `venue:BASE-QUOTE`. */
  readonly instrument: string
  readonly source: 'bars' | 'ticks'
  readonly matrix: FeatureMatrix
  /** The mid, or the close of bars, from when it was known on. */
  readonly path: PricePath
  /** Bought less sold by aggressors, and all that was traded, summed up to each instant of the path. */
  readonly signedVolume: Float64Array
  readonly volume: Float64Array
  /** Between prices of the path where these come at a step (bars), microseconds; 0 of ticks. */
  readonly step: number
  /** Mean over the samples, bps; null where no book was seen. */
  readonly halfSpreadBps: number | null
  readonly notes: readonly string[]
  /** What made the matrix of ticks, and makes it again live; null of bars. */
  readonly features: { readonly plan: FeaturePlan; readonly roles: FeatureRoles } | null
}
