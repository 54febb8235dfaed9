import { invariant } from '../../math/invariant.ts'
import { momentsOf } from '../../math/moments.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import type { Random } from '../../math/random.ts'
import { drawRows } from './draw-rows.ts'
import { fitSieve, recolour, type Sieve, type SieveFault, type SieveOptions } from './sieve.ts'
import { drawWildWeights, type WildLaw } from './wild-weights.ts'

export interface NullUniverseOptions extends SieveOptions {
  /**
   * `wild` (default): each row of changes times one weight. `sieve`: rows of the innovations of an autoregression of
   * the changes, drawn with replacement, recoloured. `sieve-wild`: each row of innovations times one weight,
   * recoloured.
   */
  readonly scheme?: 'wild' | 'sieve' | 'sieve-wild'
  /** Of the weights; default `rademacher`. */
  readonly law?: WildLaw
  /** Whether the sieve lets a series follow the past of all (`vector`, the default) or of itself only (`own`). */
  readonly dynamics?: 'vector' | 'own'
}

/** Random universes without a relation, all like one that was seen. */
export interface NullUniverse {
  /** Draws one universe of levels into `target`: as many columns and rows as were given. */
  readonly draw: (target: readonly Float64Array[], random: Random) => void
  /** Order of the sieve, the longest with `own`; null with `wild`. */
  readonly sieveOrder: number | null
}

/**
 * Universes of integrated series that are not cointegrated but otherwise like those given.
 *
 *   wild:  z*_t = z*_{t-1} + w_t (z_t - z_{t-1}),   z*_1 = z_1,   E w = 0, E w^2 = 1
 *   sieve: z*_t = z*_{t-1} + c*_t,   c*_t = A_1 c*_{t-1} + .. + A_p c*_{t-p} + e*_t
 *
 * z_t: the k levels at row t; w_t one weight for all of them, so that contemporaneous correlation and the path of
 * volatility are those of the data; e* the innovations of `fitSieve` on the changes, drawn by rows or weighed. Each
 * series is then a sum of its own shocks, and no combination of them is held together. No drift is put in: the mean
 * of the changes is left where it is with weights (whose own mean is zero) and taken out where rows are drawn.
 *
 * With `wild` and Rademacher weights a test of the null is exact, whatever the volatility does, where a row of
 * changes and its mirror image are equally likely given the sizes of all others (Davidson and Flachaire 2008; it is
 * then a test by random signs). Autocorrelated changes want a sieve.
 *
 * No value: as `fitSieve`; `wild` always has one. Cost of a draw: n k, with a sieve n k^2 p (`own` n k p); nothing of
 * the size of the data is allocated. Source: Y. Chang, J. Y. Park, K. Song (2006), Journal of Econometrics 133,
 * 703-739; G. Cavaliere, A. Rahbek, A. M. R. Taylor (2010), Econometric Theory 26, 1719-1760 (wild). Checked against
 * the laws above.
 *
 * @example
 * const universe = expectValue(nullUniverse([Float64Array.of(0, 1, 3), Float64Array.of(5, 4, 6)]))
 * const drawn = [new Float64Array(3), new Float64Array(3)]
 * universe.draw(drawn, new Random(1))
 * Math.abs(drawn[0][2] - drawn[0][1]) // => 2
 */
export function nullUniverse(
  levels: readonly Float64Array[],
  options: NullUniverseOptions = {},
): Outcome<NullUniverse, SieveFault> {
  const rows = levels[0]?.length ?? 0
  for (const level of levels) {
    invariant(level.length === rows, `levels of ${rows} and of ${level.length} rows`)
  }
  const scheme = options.scheme ?? 'wild'
  const law = options.law ?? 'rademacher'
  const starts = levels.map((level) => level[0] ?? 0)
  const changes = levels.map((level) =>
    Float64Array.from({ length: Math.max(0, rows - 1) }, (_, t) => level[t + 1]! - level[t]!),
  )
  if (scheme === 'wild') {
    return available({ draw: weighed(changes, law, starts), sieveOrder: null })
  }
  const groups = options.dynamics === 'own' ? changes.map((change) => [change]) : [changes]
  const sieves: Sieve[] = []
  for (const group of groups) {
    const prepared = scheme === 'sieve' ? group.map(centred) : group
    const fitted = fitSieve(prepared, options)
    if (fitted.kind === 'unavailable') return fitted
    sieves.push(fitted.value)
  }
  const draw =
    scheme === 'sieve' ? resampled(sieves, starts) : weighedInnovations(sieves, law, starts)
  return available({ draw, sieveOrder: Math.max(...sieves.map(({ order }) => order)) })
}

/** Rows a recoloured series runs before its first: more than any sieve remembers that is far from a unit root. */
const burnInRows = 100

function weighed(
  changes: readonly Float64Array[],
  law: WildLaw,
  starts: readonly number[],
): NullUniverse['draw'] {
  const weights = new Float64Array(changes[0]?.length ?? 0)
  return (target, random) => {
    drawWildWeights(weights, law, random)
    for (let k = 0; k < changes.length; k++) {
      const [column, change] = [target[k]!, changes[k]!]
      let level = starts[k]!
      column[0] = level
      for (let t = 0; t < weights.length; t++) {
        level += weights[t]! * change[t]!
        column[t + 1] = level
      }
    }
  }
}

function weighedInnovations(
  sieves: readonly Sieve[],
  law: WildLaw,
  starts: readonly number[],
): NullUniverse['draw'] {
  const rows = sieves[0]!.innovations[0]!.length
  const weights = new Float64Array(rows)
  const buffers = buffersOf(sieves, rows)
  const all = buffers.flat()
  return (target, random) => {
    drawWildWeights(weights, law, random)
    for (const [g, { coefficients, innovations }] of sieves.entries()) {
      for (const [k, innovation] of innovations.entries()) {
        const buffer = buffers[g]![k]!
        for (let t = 0; t < rows; t++) buffer[t] = weights[t]! * innovation[t]!
      }
      recolour(coefficients, buffers[g]!)
    }
    cumulate(all, target, starts)
  }
}

function resampled(sieves: readonly Sieve[], starts: readonly number[]): NullUniverse['draw'] {
  const innovations = sieves.map((sieve) => sieve.innovations.map(centred))
  const rows = innovations[0]![0]!.length
  // Two sets of rows: the burn-in takes from the second.
  const [drawn, before] = [new Int32Array(rows), new Int32Array(rows)]
  const length = Math.min(burnInRows, rows) + rows
  const buffers = buffersOf(sieves, length)
  const all = buffers.flat()
  return (target, random) => {
    drawRows(drawn, { kind: 'iid' }, random)
    drawRows(before, { kind: 'iid' }, random)
    for (const [g, { coefficients }] of sieves.entries()) {
      for (const [k, innovation] of innovations[g]!.entries()) {
        const buffer = buffers[g]![k]!
        for (let t = 0; t < length - rows; t++) buffer[t] = innovation[before[t]!]!
        for (let t = 0; t < rows; t++) buffer[length - rows + t] = innovation[drawn[t]!]!
      }
      recolour(coefficients, buffers[g]!)
    }
    cumulate(all, target, starts)
  }
}

function buffersOf(sieves: readonly Sieve[], length: number): Float64Array[][] {
  return sieves.map(({ innovations }) => innovations.map(() => new Float64Array(length)))
}

/** The last changes of each buffer summed up from the start into the target. */
function cumulate(
  buffers: readonly Float64Array[],
  target: readonly Float64Array[],
  starts: readonly number[],
): void {
  for (let k = 0; k < buffers.length; k++) {
    const [column, buffer] = [target[k]!, buffers[k]!]
    const skipped = buffer.length - (column.length - 1)
    let level = starts[k]!
    column[0] = level
    for (let t = 1; t < column.length; t++) {
      level += buffer[skipped + t - 1]!
      column[t] = level
    }
  }
}

function centred(values: Float64Array): Float64Array {
  const { mean } = momentsOf(values)
  return values.map((value) => value - mean)
}
