import { invariant } from '../math/invariant.ts'
import { daysPerYear } from './sharpe.ts'

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
 * Cost: C(S, S/2) x N ratios, 12,870 splits at the default: what a choice of blocks sums to is taken from the sums of
 * its part in the first half of the blocks and its part in the second, 2^(S/2) each.
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
  const halves = [0, blocks / 2].map((from) => partSums(returns, { from, blocks, blockDays }))
  const tally = { splits: 0, overfit: 0, losses: 0, inSample: 0, outOfSample: 0 }
  const [here, there] = [0, 1].map(() => new Float64Array(returns.length)) as [
    Float64Array,
    Float64Array,
  ]
  const halfDays = (blocks / 2) * blockDays
  const all = 2 ** (blocks / 2) - 1
  for (let first = 0; first <= all; first++) {
    for (let second = 0; second <= all; second++) {
      // Each split once: its other half is the same two ratios the other way round.
      if (bitsOf(first) + bitsOf(second) !== blocks / 2 || (first & 1) === 0) continue
      rankings(halves, [first, second], { days: halfDays, into: here })
      rankings(halves, [all - first, all - second], { days: halfDays, into: there })
      judge(here, there, halfDays, tally)
      judge(there, here, halfDays, tally)
    }
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

/** Sums over every choice of blocks out of half of all: number c has block k where bit k of c is set. */
interface PartSums {
  /** Choice by choice, one entry a configuration. */
  readonly sums: readonly Float64Array[]
  readonly squares: readonly Float64Array[]
}

function partSums(
  returns: readonly Float64Array[],
  cut: { readonly from: number; readonly blocks: number; readonly blockDays: number },
): PartSums {
  const { from, blocks, blockDays } = cut
  const choices = 2 ** (blocks / 2)
  const empty = (): Float64Array[] =>
    Array.from({ length: choices }, () => new Float64Array(returns.length))
  const [sums, squares] = [empty(), empty()]
  for (let choice = 1; choice < choices; choice++) {
    // The highest block of a choice is added to the choice without it.
    const block = 31 - Math.clz32(choice)
    const rest = choice - 2 ** block
    const into = { sums: sums[choice]!, squares: squares[choice]! }
    if (rest === 0) {
      sumBlock(returns, (from + block) * blockDays, blockDays, into)
      continue
    }
    const [alone, aloneSquares] = [sums[2 ** block]!, squares[2 ** block]!]
    const [others, otherSquares] = [sums[rest]!, squares[rest]!]
    for (let k = 0; k < alone.length; k++) {
      into.sums[k] = others[k]! + alone[k]!
      into.squares[k] = otherSquares[k]! + aloneSquares[k]!
    }
  }
  return { sums, squares }
}

function sumBlock(
  returns: readonly Float64Array[],
  first: number,
  days: number,
  into: { readonly sums: Float64Array; readonly squares: Float64Array },
): void {
  for (let k = 0; k < returns.length; k++) {
    const own = returns[k]!
    let [sum, square] = [0, 0]
    for (let day = first; day < first + days; day++) {
      sum += own[day]!
      square += own[day]! ** 2
    }
    into.sums[k] = sum
    into.squares[k] = square
  }
}

function bitsOf(choice: number): number {
  let bits = 0
  for (let left = choice; left > 0; left >>= 1) bits += left & 1
  return bits
}

/**
 * Daily Sharpe ratios of all configurations over the blocks chosen of either half, as what they rank by:
 *
 *   sum |sum| / (days x squares - sum^2)   =   sign(ratio) ratio^2 x days / (days - 1)
 *
 * One division for each of 13 million, where the ratio itself takes four and a root.
 */
function rankings(
  halves: readonly PartSums[],
  [first, second]: readonly [number, number],
  { days, into }: { readonly days: number; readonly into: Float64Array },
): void {
  const [sumsA, squaresA] = [halves[0]!.sums[first]!, halves[0]!.squares[first]!]
  const [sumsB, squaresB] = [halves[1]!.sums[second]!, halves[1]!.squares[second]!]
  // Below this share the days are all alike, up to the rounding of their squares.
  const alike = 1e-14 * (days - 1)
  for (let k = 0; k < into.length; k++) {
    const sum = sumsA[k]! + sumsB[k]!
    const square = squaresA[k]! + squaresB[k]!
    const spread = days * square - sum * sum
    into[k] = spread > alike * square ? (sum * Math.abs(sum)) / spread : 0
  }
}

/** The Sharpe ratio behind a ranking. */
function ratioOf(ranking: number, days: number): number {
  return Math.sign(ranking) * Math.sqrt((Math.abs(ranking) * (days - 1)) / days)
}

interface Tally {
  splits: number
  overfit: number
  losses: number
  inSample: number
  outOfSample: number
}

function judge(here: Float64Array, there: Float64Array, days: number, tally: Tally): void {
  let best = 0
  for (let k = 1; k < here.length; k++) if (here[k]! > here[best]!) best = k
  const chosen = there[best]!
  let below = 0
  let equal = 0
  for (let k = 0; k < there.length; k++) {
    const ratio = there[k]!
    if (ratio < chosen) below++
    else if (ratio === chosen) equal++
  }
  // 1 is the worst rank; equals share the middle of theirs.
  const rank = below + (equal + 1) / 2
  tally.splits++
  if (rank / (there.length + 1) <= 0.5) tally.overfit++
  if (chosen < 0) tally.losses++
  tally.inSample += ratioOf(here[best]!, days)
  tally.outOfSample += ratioOf(chosen, days)
}
