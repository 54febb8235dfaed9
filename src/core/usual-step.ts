import type { Duration } from './time.ts'

/**
 * The step between neighbouring instants that occurs most often, the shorter one among equals: files have holes, and
 * venues change how often they settle.
 *
 * @param times ascending instants, microseconds
 * @returns undefined with fewer than two instants
 */
export function usualStep(times: Float64Array): Duration | undefined {
  const counts = new Map<number, number>()
  for (let row = 1; row < times.length; row++) {
    const step = times[row]! - times[row - 1]!
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  let usual: number | undefined
  for (const [step, count] of counts) {
    const best = usual === undefined ? 0 : counts.get(usual)!
    if (count > best || (count === best && step < usual!)) usual = step
  }
  return usual as Duration | undefined
}
