import type { Interval } from '../../forecast/scorecard/fold-bootstrap.ts'

/**
 * What a sample says of an information coefficient.
 *
 * - `unknown`: nothing varies, or there are too few for an interval.
 * - `shown`: the interval is above zero, and the coefficient is one that so many independent samples show reliably.
 * - `weak`: the interval is above zero, the coefficient below that: of those that get there many are luck.
 * - `none`: the interval holds zero and stays below what they show reliably: as much as that is excluded.
 * - `open`: it holds zero and reaches that far: nothing is shown, and nothing of that size is excluded.
 * - `reversed`: the interval is below zero.
 */
export type CoefficientReading = 'unknown' | 'shown' | 'weak' | 'none' | 'open' | 'reversed'

/**
 * The one rule by which sentences are made of a coefficient, its 95 % interval and the least coefficient that a sample of
 * that size shows reliably (`detectableCorrelation`): whatever says that there is a forecast says so by both.
 *
 * @param least null where it is not known: the interval alone decides
 *
 * @example
 * readCoefficient({ value: 0.05, low: 0.01, high: 0.09 }, 0.06) // => 'weak'
 */
export function readCoefficient(
  { value, low, high }: Interval,
  least: number | null,
): CoefficientReading {
  if (value === null || low === null || high === null) return 'unknown'
  if (high < 0) return 'reversed'
  if (low > 0) return least === null || value >= least ? 'shown' : 'weak'
  return least !== null && high < least ? 'none' : 'open'
}

/** The figures of such a sentence, written so that what is said of them can be seen of them. */
export interface CoefficientWords {
  /** `information coefficient 0.050 (0.010 to 0.090)` */
  readonly told: string
  readonly high: string
  readonly least: string
}

/** Decimals of a coefficient: three, and more where two of these numbers would look alike, or like none. */
const decimalsUsual = 3
const decimalsMost = 8

/** Words for a coefficient whose interval is known. */
export function coefficientWords(
  { value, low, high }: Interval,
  least: number | null,
): CoefficientWords {
  const [v, l, h] = [value ?? Number.NaN, low ?? Number.NaN, high ?? Number.NaN]
  const d = least ?? Number.NaN
  const pairs = [
    [l, 0],
    [h, 0],
    [v, d],
    [h, d],
  ] as const
  let decimals = decimalsUsual
  const shown = (each: number): string =>
    Number.isNaN(each) ? 'unknown' : withoutSignOfZero(each.toFixed(decimals))
  const isSeen = ([one, other]: readonly [number, number]): boolean =>
    Number.isNaN(one - other) || one === other || shown(one) !== shown(other)
  while (decimals < decimalsMost && !pairs.every(isSeen)) decimals++
  return {
    told: `information coefficient ${shown(v)} (${shown(l)} to ${shown(h)})`,
    high: shown(h),
    least: shown(d),
  }
}

/** A number that rounds to nothing is not below it. */
export function withoutSignOfZero(text: string): string {
  return text.replace(/^-(0\.?0*)$/, '$1')
}
