import { invariant } from '../../math/invariant.ts'
import type { Random } from '../../math/random.ts'
import {
  branchingRatio,
  HawkesIntensity,
  type HawkesModel,
  type MarkedEvents,
} from './hawkes-model.ts'

/**
 * Events of a Hawkes process from time 0 on, by thinning: candidates come at a rate that bounds the intensity until the
 * next event, and are kept with the share that is real.
 *
 * Begins without a past, so that the first stretch of some 1 / (beta (1 - branching ratio)) is too quiet.
 *
 * @param model of a branching ratio below 1
 * @param to    how long
 * Source: Ogata (1981), IEEE Transactions on Information Theory 27, 23-31. Checked: the mean rate is mu / (1 - n), the
 * residuals are exponential.
 *
 * @example
 * const model = { baselines: [1], branching: [[0.5]], decays: [2] }
 * simulateHawkes(model, 100, new Random(1)).to // => 100
 */
export function simulateHawkes(model: HawkesModel, to: number, random: Random): MarkedEvents {
  invariant(branchingRatio(model) < 1, 'a process of a branching ratio of 1 or more explodes')
  const times: number[] = []
  const types: number[] = []
  const flow = new HawkesIntensity(model)
  const intensityAt = (time: number): number =>
    model.baselines.reduce((sum, _, type) => sum + flow.intensity(type, time), 0)
  let time = 0
  let bound = intensityAt(0)
  for (;;) {
    time += random.exponential() / bound
    if (time > to) break
    const intensity = intensityAt(time)
    let mark = random.uniform() * bound
    // What is not kept still lowers the bound: intensities only fall until the next event.
    bound = intensity
    if (mark >= intensity) continue
    let type = 0
    while (type + 1 < model.baselines.length && mark >= flow.intensity(type, time)) {
      mark -= flow.intensity(type, time)
      type++
    }
    flow.excite(type, time)
    times.push(time)
    types.push(type)
    bound = intensityAt(time)
  }
  return { times: Float64Array.from(times), types: Uint8Array.from(types), from: 0, to }
}
