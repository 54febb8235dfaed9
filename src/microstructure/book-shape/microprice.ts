import { matrixFromRows } from '../../math/matrix.ts'
import { invariant } from '../../math/invariant.ts'
import { available, type Outcome, unavailable } from '../../math/outcome.ts'
import { factorQr, solveQr } from '../../math/qr.ts'
import type { Touch } from './imbalance.ts'

/** How far the price to be expected lies from the mid, by queue imbalance and bid-ask spread. */
export interface MicropriceModel {
  /** Equal parts of the share of the bid, q / (q + r), from 0 to 1. */
  readonly imbalanceBuckets: number
  /** Bid-ask spreads of 1, 2, ... ticks; the last bucket holds all wider ones too. */
  readonly spreadBuckets: number
  /** Ticks, spread by spread, each by rising share of the bid; null where the training data never were. */
  readonly adjustments: readonly (number | null)[]
  /** Transitions of the training sample. */
  readonly observations: number
}

export interface MicropriceOptions {
  /** Default 10. */
  readonly imbalanceBuckets?: number
  /** Default 2. */
  readonly spreadBuckets?: number
}

/** Touches, state after state, prices in ticks. */
export interface TouchColumns {
  readonly bidPrices: Float64Array
  readonly bidQuantities: Float64Array
  readonly askPrices: Float64Array
  readonly askQuantities: Float64Array
}

/**
 * Fits Stoikov's microprice to a training sample: the limit of the mids to be expected after the next change of the mid,
 * and the next, and so on.
 *
 *   P_micro = M + G(x),   G = r + Pi G,   r(x) = E[M' - M | x],   Pi the transitions between states x = (share, spread)
 *
 * which is the source's G = sum_i B^i G_1 with G_1 = (1 - Q)^-1 R K and B = (1 - Q)^-1 T, since Pi = Q + T: multiplying
 * (1 - Q) G = r + T G out leaves the line above. Every transition counts twice, as it is and as in a mirror (bid and ask
 * exchanged), so that G(mirror of x) = -G(x) and the sum converges. Not as in the source: changes of any size count, and
 * wide spreads share the last bucket instead of being dropped.
 *
 * @param touches training data and nothing else; rows that are one-sided or not open (bid >= ask) are left out, and so
 *   are the transitions over them
 *
 * No value: no transition, or states between which no change of the mid can be told apart (`not-identified`).
 * Cost: n + (buckets / 2)^3. Source: Stoikov (2018), Quantitative Finance 18, 1959-1966, equations 6 to 12.
 * Checked against numpy, which sums B^i G_1.
 *
 * @example
 * const touches = {
 *   bidPrices: Float64Array.of(9, 10, 9, 10, 9),
 *   bidQuantities: Float64Array.of(9, 1, 9, 1, 9),
 *   askPrices: Float64Array.of(10, 11, 10, 11, 10),
 *   askQuantities: Float64Array.of(1, 9, 1, 9, 1),
 * }
 * expectValue(fitMicroprice(touches, { imbalanceBuckets: 2 })).adjustments[1] // => 0.5
 */
export function fitMicroprice(
  touches: TouchColumns,
  options: MicropriceOptions = {},
): Outcome<MicropriceModel, 'too-few-rows' | 'not-identified'> {
  const { imbalanceBuckets = 10, spreadBuckets = 2 } = options
  invariant(imbalanceBuckets >= 2 && spreadBuckets >= 1, 'two shares and a spread at least')
  const counted = countTransitions(touches, { imbalanceBuckets, spreadBuckets })
  if (counted.observations === 0) return unavailable('too-few-rows', 'no two open states in a row')
  const adjustments = solveAdjustments(counted, { imbalanceBuckets, spreadBuckets })
  if (adjustments === undefined) {
    return unavailable('not-identified', 'some states never lead to a change of the mid')
  }
  return available({
    imbalanceBuckets,
    spreadBuckets,
    adjustments,
    observations: counted.observations,
  })
}

/**
 * The microprice of a touch, in ticks.
 *
 * @returns NaN where a side is missing, the book is not open (bid >= ask), or the training data never were in this state
 *
 * @example
 * const model = { imbalanceBuckets: 2, spreadBuckets: 1, adjustments: [-0.25, 0.25] }
 * microprice(model, { bidPrice: 100, bidQuantity: 9, askPrice: 101, askQuantity: 1 }) // => 100.75
 */
export function microprice(
  model: Pick<MicropriceModel, 'imbalanceBuckets' | 'spreadBuckets' | 'adjustments'>,
  touch: Touch,
): number {
  const state = stateOf(touch, model)
  if (state < 0) return Number.NaN
  return (touch.bidPrice + touch.askPrice) / 2 + (model.adjustments[state] ?? Number.NaN)
}

type Buckets = Pick<MicropriceModel, 'imbalanceBuckets' | 'spreadBuckets'>

/** Number of a state; -1 of a touch that has none. */
function stateOf(touch: Touch, { imbalanceBuckets, spreadBuckets }: Buckets): number {
  const width = touch.askPrice - touch.bidPrice
  const share = touch.bidQuantity / (touch.bidQuantity + touch.askQuantity)
  if (!(width > 0) || !(share >= 0)) return -1
  const bucket = Math.min(imbalanceBuckets - 1, Math.floor(share * imbalanceBuckets))
  const spread = Math.min(spreadBuckets, Math.max(1, Math.round(width))) - 1
  return spread * imbalanceBuckets + bucket
}

interface Transitions {
  readonly observations: number
  /** From state to state, row by row. */
  readonly counts: Float64Array
  /** Sum of the changes of the mid from each state, ticks. */
  readonly moves: Float64Array
  readonly visits: Float64Array
}

function countTransitions(touches: TouchColumns, buckets: Buckets): Transitions {
  const size = buckets.imbalanceBuckets * buckets.spreadBuckets
  const mirror = (state: number): number =>
    state - 2 * (state % buckets.imbalanceBuckets) + buckets.imbalanceBuckets - 1
  const counts = new Float64Array(size * size)
  const moves = new Float64Array(size)
  const visits = new Float64Array(size)
  let observations = 0
  let before = -1
  let midBefore = Number.NaN
  for (let row = 0; row < touches.bidPrices.length; row++) {
    const touch = touchAt(touches, row)
    const state = stateOf(touch, buckets)
    const mid = (touch.bidPrice + touch.askPrice) / 2
    if (state >= 0 && before >= 0) {
      observations++
      for (const [from, to, sign] of [
        [before, state, 1],
        [mirror(before), mirror(state), -1],
      ] as const) {
        counts[from * size + to]!++
        visits[from]!++
        moves[from]! += sign * (mid - midBefore)
      }
    }
    before = state
    midBefore = mid
  }
  return { observations, counts, moves, visits }
}

function touchAt(touches: TouchColumns, row: number): Touch {
  return {
    bidPrice: touches.bidPrices[row]!,
    bidQuantity: touches.bidQuantities[row]!,
    askPrice: touches.askPrices[row]!,
    askQuantity: touches.askQuantities[row]!,
  }
}

/**
 * G over the visited states with a share below half; the others are mirrored. Undefined where the equations are
 * dependent.
 */
function solveAdjustments(
  { counts, moves, visits }: Transitions,
  { imbalanceBuckets, spreadBuckets }: Buckets,
): (number | null)[] | undefined {
  const size = imbalanceBuckets * spreadBuckets
  const half = Math.floor(imbalanceBuckets / 2)
  const free = Array.from({ length: size }, (_, state) => state).filter(
    (state) => state % imbalanceBuckets < half && visits[state]! > 0,
  )
  const mirror = (state: number): number =>
    state - 2 * (state % imbalanceBuckets) + imbalanceBuckets - 1
  const rows = free.map((from, i) =>
    free.map((to, j) => {
      const net = counts[from * size + to]! - counts[from * size + mirror(to)]!
      return Number(i === j) - net / visits[from]!
    }),
  )
  const adjustments = Array.from({ length: size }, (_, state) =>
    // The middle share, where their number is odd, mirrors to itself.
    state % imbalanceBuckets === (imbalanceBuckets - 1) / 2 && visits[state]! > 0 ? 0 : null,
  ) as (number | null)[]
  if (free.length === 0) return adjustments
  const right = Float64Array.from(free, (from) => moves[from]! / visits[from]!)
  const solved = solveQr(factorQr(matrixFromRows(rows)), right)
  if (solved.kind === 'unavailable') return undefined
  for (const [k, state] of free.entries()) {
    adjustments[state] = solved.value[k]!
    adjustments[mirror(state)] = -solved.value[k]!
  }
  return adjustments
}
