import type { BinEdges } from './bins.ts'

/** How a tree may grow. */
export interface TreeLimits {
  readonly leavesMost: number
  readonly rowsLeast: number
  /** Added to the curvature of every leaf. */
  readonly l2: number
  /** By feature: 1 never falls with it, -1 never rises, 0 free. */
  readonly monotone: Int8Array
}

/** Training rows in bins, with slope and curvature of the loss at each. */
export interface TreeRows {
  readonly bins: readonly Uint8Array[]
  /** The same of four features a number (packedBins). */
  readonly packed: readonly Uint32Array[]
  readonly edges: readonly BinEdges[]
  readonly slopes: Float64Array
  readonly curvatures: Float64Array
}

/** Bounds on the value of a leaf, from monotone splits above it. */
export interface ValueBounds {
  readonly low: number
  readonly high: number
}
