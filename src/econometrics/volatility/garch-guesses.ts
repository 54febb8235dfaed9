import type { GarchSpec } from './garch-spec.ts'

/** How strongly, how lopsidedly and how long a variance answers to the past. */
interface Grid {
  readonly reactions: readonly number[]
  readonly asymmetries: readonly number[]
  readonly memories: readonly number[]
}

/**
 * Where searches may begin, in the search's coordinates, for a series whose mean square about `centre` is `meanSquare`:
 * little or much reaction to shocks, short or long memory, and with asymmetric lags little or much asymmetry.
 */
export function garchGuesses(spec: GarchSpec, centre: number, meanSquare: number): Float64Array[] {
  const isLog = spec.model === 'egarch'
  return guessesOn(
    spec,
    { centre, meanSquare },
    {
      reactions: [0.05, 0.15],
      asymmetries: isLog ? [0, -0.1] : [0.02, 0.12],
      memories: isLog ? [0.7, 0.95] : [0.8, 0.97],
    },
  )
}

/**
 * Guesses far and wide, for series with little of what the model looks for: their likelihood has several tops, on the
 * ridge of no reaction and endless memory among others.
 */
export function wideGuesses(spec: GarchSpec, centre: number, meanSquare: number): Float64Array[] {
  const isLog = spec.model === 'egarch'
  return guessesOn(
    spec,
    { centre, meanSquare },
    {
      reactions: isLog ? [-0.1, 0.02, 0.1, 0.3] : [0.002, 0.02, 0.1, 0.3],
      asymmetries: isLog ? [-0.08, 0, 0.08] : [-0.001, 0.05],
      memories: isLog ? [0.2, 0.7, 0.93, 0.99] : [0.35, 0.6, 0.9, 0.98, 0.998],
    },
  )
}

function guessesOn(
  spec: GarchSpec,
  { centre, meanSquare }: { readonly centre: number; readonly meanSquare: number },
  grid: Grid,
): Float64Array[] {
  const isLog = spec.model === 'egarch'
  const reactions = spec.p === 0 ? [0] : grid.reactions
  const asymmetries = spec.o === 0 ? [0] : grid.asymmetries
  const { memories } = grid
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
