import { zeroMatrix } from '../../math/matrix.ts'
import { Random } from '../../math/random.ts'
import { leastSquares } from '../regression/least-squares.ts'
import { maximisedParameters } from './switching-em.ts'
import type { SwitchingDesign, SwitchingParameters } from './switching-model.ts'

// The likelihood has many tops. Rows are sorted into regimes in every way that could be meant, then at random.
const DRAWN = 8
const SEED = 19_890_401
/** What a row's regime by guess is given; the others share the rest. */
const TRUST = 0.85
/** Of staying in a drawn regime for another row. */
const STAY = 0.9

/** Parameters to climb from: rows sorted by residual, by its moving mean, by its moving size, and in drawn blocks. */
export function switchingGuesses(design: SwitchingDesign): SwitchingParameters[] {
  const { y, columns, regimes } = design
  const fit = leastSquares(y, columns, { trend: 'n' })
  const residuals = fit.kind === 'value' ? fit.value.residuals : y
  const squares = residuals.map((value) => value * value)
  const wide = Math.max(2, Math.floor(y.length / 20))
  const random = new Random(SEED)
  const sortings = [
    sorted(residuals, regimes),
    sorted(movingMean(residuals, wide), regimes),
    sorted(squares, regimes),
    sorted(movingMean(squares, 3), regimes),
    sorted(movingMean(squares, wide), regimes),
    ...Array.from({ length: DRAWN }, (_, k) => drawn(y.length, regimes, random.fork(`start ${k}`))),
  ]
  const variance = squares.reduce((sum, value) => sum + value, 0) / y.length
  return sortings
    .map((regimeOf) => parametersOfSorting(design, regimeOf, variance))
    .filter((parameters) => parameters !== undefined)
}

function parametersOfSorting(
  design: SwitchingDesign,
  regimeOf: Uint8Array,
  variance: number,
): SwitchingParameters | undefined {
  const { regimes } = design
  const rest = (1 - TRUST) / (regimes - 1)
  const smoothed = new Float64Array(regimeOf.length * regimes).fill(rest)
  for (const [t, regime] of regimeOf.entries()) smoothed[t * regimes + regime] = TRUST
  // Rows may take turns as well as stay together: the moves are counted, each once more than it was seen.
  const moves = zeroMatrix(regimes, regimes)
  moves.data.fill(1)
  for (let t = 1; t < regimeOf.length; t++) {
    moves.data[regimeOf[t]! * regimes + regimeOf[t - 1]!]! += 1
  }
  const variances = Array.from({ length: regimes }, () => variance)
  return maximisedParameters(design, { variances }, { smoothed, moves })
}

/** The rows in as many equal parts by rank. */
function sorted(values: Float64Array, regimes: number): Uint8Array {
  const order = Array.from(values.keys()).toSorted((a, b) => values[a]! - values[b]!)
  const regimeOf = new Uint8Array(values.length)
  for (const [rank, t] of order.entries()) {
    regimeOf[t] = Math.floor((rank * regimes) / values.length)
  }
  return regimeOf
}

function movingMean(values: Float64Array, width: number): Float64Array {
  return values.map((_, t) => {
    const part = values.subarray(Math.max(0, t - width + 1), t + 1)
    return part.reduce((sum, value) => sum + value, 0) / part.length
  })
}

function drawn(length: number, regimes: number, random: Random): Uint8Array {
  const regimeOf = new Uint8Array(length)
  let regime = 0
  for (let t = 0; t < length; t++) {
    if (t === 0 || random.uniform() > STAY) regime = random.integerBelow(regimes)
    regimeOf[t] = regime
  }
  return regimeOf
}
