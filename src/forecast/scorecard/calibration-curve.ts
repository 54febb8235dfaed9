import type { Predictions } from './measures.ts'

/** One bin of a calibration curve: as many forecasts as in every other. */
export interface CalibrationBin {
  readonly count: number
  /** Mean probability told. */
  readonly predicted: number
  /** Share that went up. */
  readonly observed: number
  /** Wilson's 95 % interval of the share, by how many of them do not overlap. */
  readonly low: number
  readonly high: number
}

/**
 * What was told against what came: forecasts in the order of their probability, cut into bins of equal number.
 *
 * @param effectiveShare independent samples over samples: intervals are as wide as those few deserve
 * @returns fewer bins where probabilities tie; none of no forecasts
 *
 * @example
 * const p = Float64Array.of(0.1, 0.9)
 * calibrationCurve({ probabilityUp: p, realisedReturnBps: Float64Array.of(-1, 1) }, 2, 1)[1].observed // => 1
 */
export function calibrationCurve(
  { probabilityUp, realisedReturnBps }: Pick<Predictions, 'probabilityUp' | 'realisedReturnBps'>,
  bins: number,
  effectiveShare: number,
): CalibrationBin[] {
  const order = Uint32Array.from(probabilityUp, (_, k) => k).toSorted(
    (a, b) => probabilityUp[a]! - probabilityUp[b]!,
  )
  const curve: CalibrationBin[] = []
  for (let bin = 0, start = 0; bin < bins && start < order.length; bin++) {
    let end = Math.max(start + 1, Math.round(((bin + 1) * order.length) / bins))
    while (end < order.length && probabilityUp[order[end]!] === probabilityUp[order[end - 1]!])
      end++
    let told = 0
    let ups = 0
    for (let k = start; k < end; k++) {
      told += probabilityUp[order[k]!]!
      if (realisedReturnBps[order[k]!]! > 0) ups++
    }
    const count = end - start
    curve.push({
      count,
      predicted: told / count,
      observed: ups / count,
      ...wilson(ups / count, Math.max(1, count * effectiveShare)),
    })
    start = end
  }
  return curve
}

function wilson(share: number, count: number): { readonly low: number; readonly high: number } {
  const z = 1.959963984540054
  const scale = 1 + z ** 2 / count
  const middle = (share + z ** 2 / (2 * count)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / count + z ** 2 / (4 * count ** 2))
  return { low: middle - half, high: middle + half }
}
