import { invariant } from '../../math/invariant.ts'
import { momentsOf } from '../../math/moments.ts'
import { available, type Outcome } from '../../math/outcome.ts'
import type { Random } from '../../math/random.ts'
import { type BlockScheme, drawRows } from './draw-rows.ts'
import { fitSieve, recolour, type Sieve, type SieveFault, type SieveOptions } from './sieve.ts'
import { drawWildWeights, type WildLaw } from './wild-weights.ts'

/** How samples like a given one are drawn: rows in blocks, weights, or an autoregression of each column. */
export type ResampleScheme =
  | BlockScheme
  | { readonly kind: 'wild'; readonly law?: WildLaw }
  | ({
      readonly kind: 'sieve'
      /** Weighs the innovations of each row where given; else their rows are drawn independently. */
      readonly law?: WildLaw
    } & SieveOptions)

/** Draws one sample into `target`: columns of the length of those given. Nothing is allocated. */
export type Resample = (target: readonly Float64Array[], random: Random) => void

/**
 * Samples like the one given, jointly over its columns: what the columns have in common in a row stays together.
 *
 *   blocks: x*_{k,t} = x_{k,r(t)}, r the rows of `drawRows`
 *   wild:   x*_{k,t} = m_k + w_t (x_{k,t} - m_k), w_t of `drawWildWeights` (default rademacher), m_k the mean
 *   sieve:  x*_k - m_k an AR(p_k) of its own (`fitSieve`) driven by innovations whose rows are drawn independently, or
 *           weighed where a law is given
 *
 * Which keeps what: blocks keep dependence within a block; wild keeps the size of each row (the path of volatility)
 * and nothing over time; the sieve keeps linear autocorrelation. For integrated series see `nullUniverse`.
 *
 * @param columns k series of n rows
 *
 * No value: a sieve of columns that `fitSieve` refuses. Cost of a draw: n k, the sieve n k p. Sources: at the parts.
 * Checked against the laws in words above.
 *
 * @example
 * const draw = expectValue(resampler([Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30)], { kind: 'iid' }))
 * const sample = [new Float64Array(3), new Float64Array(3)]
 * draw(sample, new Random(1))
 * sample[1][2] / sample[0][2] // => 10
 */
export function resampler(
  columns: readonly Float64Array[],
  scheme: ResampleScheme,
): Outcome<Resample, SieveFault> {
  const rows = columns[0]?.length ?? 0
  for (const column of columns) {
    invariant(column.length === rows, `columns of ${rows} and of ${column.length} rows`)
  }
  if (scheme.kind === 'wild') return available(wild(columns, scheme.law ?? 'rademacher'))
  if (scheme.kind !== 'sieve') return available(byRows(columns, scheme))
  const means = columns.map(meanOf)
  const sieves: Sieve[] = []
  for (const [k, column] of columns.entries()) {
    const fitted = fitSieve([column.map((value) => value - means[k]!)], scheme)
    if (fitted.kind === 'unavailable') return fitted
    sieves.push(fitted.value)
  }
  return available(
    scheme.law === undefined ? sieveByRows(sieves, means) : sieveWild(sieves, means, scheme.law),
  )
}

function byRows(columns: readonly Float64Array[], scheme: BlockScheme): Resample {
  const drawn = new Int32Array(columns[0]?.length ?? 0)
  return (target, random) => {
    drawRows(drawn, scheme, random)
    for (let k = 0; k < columns.length; k++) gather(target[k]!, columns[k]!, drawn)
  }
}

function wild(columns: readonly Float64Array[], law: WildLaw): Resample {
  const weights = new Float64Array(columns[0]?.length ?? 0)
  const means = columns.map(meanOf)
  return (target, random) => {
    drawWildWeights(weights, law, random)
    for (let k = 0; k < columns.length; k++) {
      const [column, mean] = [columns[k]!, means[k]!]
      for (let t = 0; t < weights.length; t++) {
        target[k]![t] = mean + weights[t]! * (column[t]! - mean)
      }
    }
  }
}

/** Rows before the first, so that the series does not begin at its mean. */
const burnInRows = 100

function sieveByRows(sieves: readonly Sieve[], means: readonly number[]): Resample {
  const innovations = sieves.map(({ innovations: [own] }) => {
    const mean = meanOf(own!)
    return own!.map((value) => value - mean)
  })
  const rows = innovations[0]!.length
  const drawn = new Int32Array(rows)
  const before = new Int32Array(rows)
  const burnIn = Math.min(burnInRows, rows)
  const buffer = new Float64Array(burnIn + rows)
  return (target, random) => {
    drawRows(drawn, { kind: 'iid' }, random)
    drawRows(before, { kind: 'iid' }, random)
    for (const [k, { coefficients }] of sieves.entries()) {
      for (let t = 0; t < burnIn; t++) buffer[t] = innovations[k]![before[t]!]!
      for (let t = 0; t < rows; t++) buffer[burnIn + t] = innovations[k]![drawn[t]!]!
      recolour(coefficients, [buffer])
      for (let t = 0; t < rows; t++) target[k]![t] = means[k]! + buffer[burnIn + t]!
    }
  }
}

function sieveWild(sieves: readonly Sieve[], means: readonly number[], law: WildLaw): Resample {
  const weights = new Float64Array(sieves[0]!.innovations[0]!.length)
  return (target, random) => {
    drawWildWeights(weights, law, random)
    for (const [k, { coefficients, innovations }] of sieves.entries()) {
      const column = target[k]!
      for (let t = 0; t < weights.length; t++) column[t] = weights[t]! * innovations[0]![t]!
      recolour(coefficients, [column])
      for (let t = 0; t < weights.length; t++) column[t] = column[t]! + means[k]!
    }
  }
}

function gather(target: Float64Array, column: Float64Array, rows: Int32Array): void {
  for (let t = 0; t < rows.length; t++) target[t] = column[rows[t]!]!
}

function meanOf(column: Float64Array): number {
  return momentsOf(column).mean
}
