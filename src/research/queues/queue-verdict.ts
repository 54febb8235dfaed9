import type { Estimate, QueueVerdict } from './queue-calibration-result.ts'

/** A model agrees when it is off by no more than this part of the share it is held against. */
const agreesWithin = 0.1
/**
 * Fills below which a horizon is not judged. Where none of n is seen to differ up to 3 in n may (the rule of three,
 * 95 %), which no drawing again shows: of 30 fills that is a tenth.
 */
const fillsLeast = 3 / agreesWithin

/** Blocks of time below which nothing is judged: an interval drawn from few of them is no interval. */
const blocksLeast = 10

/** A difference at one horizon, the share it is a difference from, and how many trials it rests on. */
export interface JudgedDifference {
  readonly horizonSeconds: number
  readonly difference: Estimate
  readonly said: number
  readonly share: number
  readonly trials: number
}

export interface Judgement {
  readonly verdict: QueueVerdict
  /** The worst horizon that has enough fills; undefined where none has. */
  readonly worst: JudgedDifference | undefined
  /** At the longest horizon. */
  readonly fills: number
  readonly blocks: number
}

/**
 * What the differences say together, at those horizons that have fills enough.
 *
 * @param blocks of time the intervals were drawn from
 */
export function judgementOf(all: readonly JudgedDifference[], blocks: number): Judgement {
  const judged = all.filter(
    ({ share, trials }) => share * trials >= fillsLeast && blocks >= blocksLeast,
  )
  const last = all.at(-1)
  const fills = last === undefined ? 0 : Math.round(last.share * last.trials)
  const worst = judged.toSorted((a, b) => distance(b) - distance(a))[0]
  const verdict = (): QueueVerdict => {
    if (judged.length === 0) return 'unvalidated'
    // First: with orders enough every model is told apart from the truth, by however little.
    if (judged.every(isClose)) return 'agrees'
    const isOff = judged.some((each) => !isClose(each) && leavesOutZero(each.difference))
    return isOff ? 'refuted' : 'unvalidated'
  }
  return { verdict: verdict(), worst, fills, blocks }
}

function isClose({ difference: { lower, upper }, share }: JudgedDifference): boolean {
  const most = agreesWithin * share
  return lower !== null && upper !== null && lower >= -most && upper <= most
}

/**
 * How far a difference is from none, in widths of its interval: endlessly far where every draw gave the same that is not
 * none.
 */
function distance({ difference: { value, lower, upper } }: JudgedDifference): number {
  if (value === null || lower === null || upper === null) return -1
  return value === 0 ? 0 : Math.abs(value) / (upper - lower)
}

/** The judgements of a model in one sentence; the exact queue is not held against itself. */
export function verdictSentence(
  model: string,
  fates: Judgement,
  exact: Judgement | undefined,
): string {
  const ofFates = `${model}: ${against('what became of the orders', fates)}`
  return exact === undefined
    ? `${ofFates}.`
    : `${ofFates}; ${against('the exact queue, had they all stayed', exact)}.`
}

function against(what: string, { verdict, worst, fills, blocks }: Judgement): string {
  if (blocks < blocksLeast) {
    return `unvalidated by ${what} (${blocks} blocks of time, at least ${blocksLeast} are needed)`
  }
  if (worst === undefined) {
    return `unvalidated by ${what} (${fills} fills, at least ${fillsLeast} are needed)`
  }
  const { said, share, horizonSeconds, difference } = worst
  const figures = `by ${horizonSeconds} s ${points(said)} where it is ${points(share)} (difference ${intervalOf(difference)})`
  switch (verdict) {
    case 'refuted':
      return `refuted by ${what}: ${figures}`
    case 'agrees':
      return `agrees with ${what}, within a tenth: ${figures}`
    case 'unvalidated':
      return `unvalidated by ${what}: ${figures}`
  }
}

function leavesOutZero({ lower, upper }: Estimate): boolean {
  return lower !== null && upper !== null && (lower > 0 || upper < 0)
}

function intervalOf({ value, lower, upper }: Estimate): string {
  return `${points(value)}, ${points(lower)} to ${points(upper)}`
}

function points(share: number | null): string {
  return share === null ? 'unknown' : `${(share * 100).toFixed(1)} %`
}
