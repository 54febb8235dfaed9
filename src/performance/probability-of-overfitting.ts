import { invariant } from '../math/invariant.ts'

export interface OverfittingOptions {
  /** Even number of blocks the days are cut into; default 16. Fewer days than two a block: none. */
  readonly blocks?: number
}

/** How far the choice of the best configuration carries over to days it was not chosen on. */
export interface Overfitting {
  /** Share of splits in which the configuration that was best in one half is no better than the median in the other. */
  readonly probability: number
  /** Ways to choose half of the blocks. */
  readonly splits: number
  readonly blocks: number
  readonly configurations: number
  /** Average Sharpe ratio, annualised, of the chosen configuration in the half it was chosen on, and in the other. */
  readonly sharpeInSample: number
  readonly sharpeOutOfSample: number
  /** Share of splits in which the chosen configuration loses in the other half. */
  readonly lossProbability: number
}

const daysPerYear = 365
const BLOCKS = 16

/**
 * The probability of backtest overfitting by combinatorially symmetric cross-validation.
 *
 * The days are cut into S equal blocks; for every choice of S/2 of them the configuration with the highest Sharpe ratio
 * there is ranked among all N on the other blocks:
 *
 *   w = rank / (N + 1) (1 the worst),   probability = share of splits with log(w / (1 - w)) <= 0
 *
 * Worthless configurations give about one half; a plateau of good ones near zero. A configuration without variance has a
 * ratio of zero; ties share their mean rank. Blocks keep what little memory daily returns have.
 *
 * @param returns one list of daily returns a configuration, all of the same days; the days left over at the end by equal
 *                blocks are not used
 * @returns undefined with fewer than two configurations, or too few days
 * Cost: C(S, S/2) x N x S/2 sums, 12,870 splits at the default.
 * Source: Bailey, Borwein, Lopez de Prado and Zhu (2017), The probability of backtest overfitting, Journal of
 * Computational Finance 20, 39-69. Checked against a plain enumeration.
 */
export function probabilityOfOverfitting(
  returns: readonly Float64Array[],
  { blocks = BLOCKS }: OverfittingOptions = {},
): Overfitting | undefined {
  invariant(blocks >= 2 && blocks % 2 === 0, `blocks must be an even number, got ${blocks}`)
  const days = returns[0]?.length ?? 0
  invariant(
    returns.every((each) => each.length === days),
    'configurations with different days',
  )
  const blockDays = Math.floor(days / blocks)
  if (returns.length < 2 || blockDays < 2) return undefined
  const sums = blockSums(returns, blocks, blockDays)
  const tally = { splits: 0, overfit: 0, losses: 0, inSample: 0, outOfSample: 0 }
  const [here, there] = [0, 1].map(() => new Float64Array(returns.length)) as [
    Float64Array,
    Float64Array,
  ]
  for (const half of halves(blocks)) {
    ratios(sums, half, { blockDays, into: here })
    ratios(sums, half.map(invert), { blockDays, into: there })
    judge(here, there, tally)
  }
  const annual = Math.sqrt(daysPerYear)
  return {
    probability: tally.overfit / tally.splits,
    splits: tally.splits,
    blocks,
    configurations: returns.length,
    sharpeInSample: (tally.inSample / tally.splits) * annual,
    sharpeOutOfSample: (tally.outOfSample / tally.splits) * annual,
    lossProbability: tally.losses / tally.splits,
  }
}

interface BlockSums {
  /** Block by block, one entry a configuration. */
  readonly sums: readonly Float64Array[]
  readonly squares: readonly Float64Array[]
}

function blockSums(returns: readonly Float64Array[], blocks: number, blockDays: number): BlockSums {
  const empty = (): Float64Array[] =>
    Array.from({ length: blocks }, () => new Float64Array(returns.length))
  const [sums, squares] = [empty(), empty()]
  for (const [k, each] of returns.entries()) {
    for (let day = 0; day < blocks * blockDays; day++) {
      const block = Math.floor(day / blockDays)
      sums[block]![k]! += each[day]!
      squares[block]![k]! += each[day]! ** 2
    }
  }
  return { sums, squares }
}

/** Every choice of half of the blocks, as 0 and 1. */
function* halves(blocks: number): Generator<Uint8Array> {
  const choice = new Uint8Array(blocks)
  function* from(block: number, left: number): Generator<Uint8Array> {
    if (left === 0) yield choice
    else {
      for (let first = block; first <= blocks - left; first++) {
        choice[first] = 1
        yield* from(first + 1, left - 1)
        choice[first] = 0
      }
    }
  }
  yield* from(0, blocks / 2)
}

const invert = (chosen: number): number => 1 - chosen

/** Daily Sharpe ratios of all configurations over the chosen blocks. */
function ratios(
  { sums, squares }: BlockSums,
  chosen: Uint8Array,
  { blockDays, into }: { readonly blockDays: number; readonly into: Float64Array },
): void {
  const days = (chosen.length / 2) * blockDays
  const blocks = [...chosen.keys()].filter((block) => chosen[block] === 1)
  for (let k = 0; k < into.length; k++) {
    let sum = 0
    let square = 0
    for (const block of blocks) {
      sum += sums[block]![k]!
      square += squares[block]![k]!
    }
    const variance = (square - (sum * sum) / days) / (days - 1)
    // Below this the days are all alike, up to the rounding of their squares.
    into[k] = variance > 1e-14 * (square / days) ? sum / days / Math.sqrt(variance) : 0
  }
}

interface Tally {
  splits: number
  overfit: number
  losses: number
  inSample: number
  outOfSample: number
}

function judge(here: Float64Array, there: Float64Array, tally: Tally): void {
  let best = 0
  for (let k = 1; k < here.length; k++) if (here[k]! > here[best]!) best = k
  const chosen = there[best]!
  let below = 0
  let equal = 0
  for (const ratio of there) {
    if (ratio < chosen) below++
    else if (ratio === chosen) equal++
  }
  // 1 is the worst rank; equals share the middle of theirs.
  const rank = below + (equal + 1) / 2
  tally.splits++
  if (rank / (there.length + 1) <= 0.5) tally.overfit++
  if (chosen < 0) tally.losses++
  tally.inSample += here[best]!
  tally.outOfSample += chosen
}
