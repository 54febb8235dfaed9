import type { GarchSpec } from './garch-spec.ts'

/**
 * Where searches may begin, in the search's coordinates, for a series whose mean square about `centre` is `meanSquare`:
 * little or much reaction to shocks, short or long memory, and with asymmetric lags little or much asymmetry.
 */
export function garchGuesses(spec: GarchSpec, centre: number, meanSquare: number): Float64Array[] {
  const isLog = spec.model === 'egarch'
  const reactions = spec.p === 0 ? [0] : [0.05, 0.15]
  const asymmetries = spec.o === 0 ? [0] : isLog ? [0, -0.1] : [0.02, 0.12]
  const memories = isLog ? [0.7, 0.95] : [0.8, 0.97]
  const guesses: Float64Array[] = []
  for (const reaction of reactions) {
    for (const asymmetry of asymmetries) {
      for (const memory of memories) guesses.push(guess({ reaction, asymmetry, memory }))
    }
  }
  return guesses

  function guess(kind: { reaction: number; asymmetry: number; memory: number }): Float64Array {
    const { at, p, o, q } = spec
    const x = new Float64Array(spec.size)
    if (spec.mean === 'constant') x[0] = centre
    const taken = isLog ? 0 : kind.reaction + 0.5 * kind.asymmetry
    const remembered = q === 0 ? 0 : kind.memory - taken
    x[at.omega] = isLog
      ? (1 - remembered) * Math.log(meanSquare)
      : (1 - taken - remembered) * meanSquare
    x.fill(kind.reaction / p, at.alpha, at.alpha + p)
    x.fill(kind.asymmetry / o, at.gamma, at.gamma + o)
    x.fill(remembered / q, at.beta, at.beta + q)
    for (const [k, shape] of spec.law.shapes.entries()) {
      x[at.shape + k] = shape.isReciprocal ? 1 / shape.start : shape.start
    }
    return x
  }
}
