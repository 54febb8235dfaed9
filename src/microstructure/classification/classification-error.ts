import { normalQuantile } from '../../math/distributions/normal.ts'
import { invariant } from '../../math/invariant.ts'

/** A share with its 95 % interval. */
export interface MeasuredShare {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** How wrong a classification of trades is, where the truth is known. */
export interface ClassificationError {
  /** Trades whose true side is known. */
  readonly trades: number
  /** Share of them that the rule could not classify. */
  readonly unclassified: number
  /** Share of the classified ones with the wrong side. */
  readonly wrong: MeasuredShare
  /** The same, each trade counted by its quantity. */
  readonly wrongByVolume: number
  /**
   * What the errors do to the net volume: |estimated - true| / total volume. A rule that is right in 94 trades of 100
   * may still miss it altogether.
   */
  readonly netVolumeError: number
}

/**
 * Measures a rule against known aggressors.
 *
 * @param truth  1 bought, -1 sold, 0 not known (left out)
 * @param guess  1, -1, or 0 where the rule does not know
 * @param quantities of the trades
 *
 * The interval is Wilson's and takes trades for independent; errors come in runs, so it is narrower than it should be.
 * Shares of nothing are NaN. Source of the interval: Wilson (1927). Checked against statsmodels' `proportion_confint`.
 *
 * @example
 * const truth = Int8Array.of(1, 1, -1, -1)
 * const guess = Int8Array.of(1, -1, -1, 0)
 * classificationError(truth, guess, Float64Array.of(1, 1, 1, 1)).wrong.value // => 0.333333
 */
export function classificationError(
  truth: Int8Array,
  guess: Int8Array,
  quantities: Float64Array,
): ClassificationError {
  invariant(
    truth.length === guess.length && truth.length === quantities.length,
    `${truth.length} sides, ${guess.length} guesses, ${quantities.length} quantities`,
  )
  let [trades, classified, wrong] = [0, 0, 0]
  let [volume, classifiedVolume, wrongVolume, net, trueNet] = [0, 0, 0, 0, 0]
  for (let row = 0; row < truth.length; row++) {
    if (truth[row] === 0) continue
    const quantity = quantities[row]!
    trades++
    volume += quantity
    trueNet += truth[row]! * quantity
    net += guess[row]! * quantity
    if (guess[row] === 0) continue
    classified++
    classifiedVolume += quantity
    if (guess[row] === truth[row]) continue
    wrong++
    wrongVolume += quantity
  }
  return {
    trades,
    unclassified: (trades - classified) / trades,
    wrong: wilson(wrong, classified),
    wrongByVolume: wrongVolume / classifiedVolume,
    netVolumeError: Math.abs(net - trueNet) / volume,
  }
}

/**
 * The volume that a split into bought and sold puts on the wrong side, as a share of all: what can be said of a rule
 * that classifies volume and no trades.
 *
 *   1 - sum_t (min(B_t, B'_t) + min(S_t, S'_t)) / sum_t V_t
 *
 * with B, S the true and B', S' the estimated volumes of bar t. Source: Easley, Lopez de Prado and O'Hara (2016), Journal
 * of Financial Economics 120, 269-286, equation 4. NaN of nothing. Bars without a split are left out.
 *
 * @example
 * bulkVolumeError([{ bought: 3, sold: 1, trulyBought: 2, unsplit: 0 }]) // => 0.25
 */
export function bulkVolumeError(
  bars: readonly Readonly<Record<'bought' | 'sold' | 'trulyBought' | 'unsplit', number>>[],
): number {
  let right = 0
  let volume = 0
  for (const { bought, sold, trulyBought, unsplit } of bars) {
    if (unsplit > 0) continue
    const total = bought + sold
    volume += total
    right += Math.min(bought, trulyBought) + Math.min(sold, total - trulyBought)
  }
  return 1 - right / volume
}

function wilson(wrong: number, count: number): MeasuredShare {
  const share = wrong / count
  const z = normalQuantile(0.975)
  const centre = (share + (z * z) / (2 * count)) / (1 + (z * z) / count)
  const half =
    (z / (1 + (z * z) / count)) *
    Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count))
  return { value: share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
