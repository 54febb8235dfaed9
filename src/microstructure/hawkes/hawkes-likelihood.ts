import type { MarkedEvents } from './hawkes-model.ts'

/** Parameters of one type: mu, n of every type, beta. */
export type TypeParameters = Float64Array

/**
 * Log-likelihood of one type's events and its gradient by that type's parameters.
 *
 *   log L_i = sum_k ln lambda_i(t_k^i) - integral of lambda_i over the period
 *
 * By recursion, in one pass: R_j the sum of e^(-beta (t - t_k^j)) over earlier events, S_j that of (t - t_k^j) times the
 * same. Events at one instant do not excite each other. Types are apart: the log-likelihood of a model is the sum over i.
 */
export function typeLikelihood(
  { times, types, from, to }: MarkedEvents,
  type: number,
  parameters: TypeParameters,
): { readonly value: number; readonly gradient: Float64Array } {
  const size = parameters.length - 2
  const [baseline, decay] = [parameters[0]!, parameters[size + 1]!]
  const gradient = new Float64Array(size + 2)
  const [R, S] = [new Float64Array(size), new Float64Array(size)]
  const counts = new Float64Array(size)
  let value = 0
  let before = from
  const moveTo = (time: number): void => {
    const elapsed = time - before
    const factor = Math.exp(-decay * elapsed)
    for (let j = 0; j < size; j++) {
      S[j] = factor * (S[j]! + elapsed * R[j]!)
      R[j] = factor * R[j]!
    }
    before = time
  }
  for (let start = 0; start < times.length;) {
    const time = times[start]!
    moveTo(time)
    let end = start
    let own = 0
    for (; end < times.length && times[end] === time; end++) if (types[end] === type) own++
    if (own > 0) {
      let [memory, slope] = [0, 0]
      for (let j = 0; j < size; j++) {
        memory += parameters[j + 1]! * R[j]!
        slope += parameters[j + 1]! * (R[j]! - decay * S[j]!)
      }
      const intensity = baseline + decay * memory
      const weight = own / intensity
      value += own * Math.log(intensity)
      gradient[0]! += weight
      for (let j = 0; j < size; j++) gradient[j + 1]! += weight * decay * R[j]!
      gradient[size + 1]! += weight * slope
    }
    for (; start < end; start++) {
      R[types[start]!]!++
      counts[types[start]!]!++
    }
  }
  moveTo(to)
  value -= baseline * (to - from)
  gradient[0]! -= to - from
  for (let j = 0; j < size; j++) {
    value -= parameters[j + 1]! * (counts[j]! - R[j]!)
    gradient[j + 1]! -= counts[j]! - R[j]!
    gradient[size + 1]! -= parameters[j + 1]! * S[j]!
  }
  return { value, gradient }
}
