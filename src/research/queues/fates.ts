import type { Lifetimes } from '../../econometrics/survival/lifetimes.ts'
import { cumulativeIncidence } from '../../econometrics/survival/cumulative-incidence.ts'
import { kaplanMeier } from '../../econometrics/survival/kaplan-meier.ts'
import { stepAt } from '../../econometrics/survival/lifetimes.ts'
import { microsecondsPerSecond } from '../../core/time.ts'
import type { Estimate, FateAtHorizon, QueueClass } from './queue-calibration-result.ts'
import type { QueueTrial } from './queue-trials.ts'

/** Causes of `fatesOf`. */
const fateCause = { open: 0, filled: 1, cancelled: 2 } as const

/** How long each order stood, seconds, and how it ended; one that stood longer than `longest` is open there. */
export function fatesOf(trials: readonly QueueTrial[], longest: number): Lifetimes {
  const times = new Float64Array(trials.length)
  const causes = new Uint8Array(trials.length)
  for (const [k, { fate, joinedAt, endedAt }] of trials.entries()) {
    const stood = (endedAt - joinedAt) / microsecondsPerSecond
    const isOver = stood <= longest
    times[k] = isOver ? stood : longest
    causes[k] = isOver ? fateCause[fate] : fateCause.open
  }
  return { times, causes }
}

/** The same where a cancellation is no end but the end of looking. */
export function censoredFates({ times, causes }: Lifetimes): Lifetimes {
  return { times, causes: causes.map((cause) => (cause === fateCause.filled ? 1 : 0)) }
}

/** Does a model say the order would have been filled within so many seconds? */
export function isSaid(trial: QueueTrial, model: number, seconds: number): boolean {
  return trial.filledAt[model]! - trial.joinedAt <= seconds * microsecondsPerSecond
}

/**
 * Does it say so before the order ended, or just when it was filled? A fill is told by several rows at one time, of
 * which none is late; a cancellation is one row, and what comes after it at the same time came too late.
 */
export function isSaidFirst(trial: QueueTrial, model: number, seconds: number): boolean {
  const isAfter =
    trial.fate === 'filled'
      ? trial.filledAt[model]! > trial.endedAt
      : trial.filledRow[model]! > trial.endedRow
  return isSaid(trial, model, seconds) && !isAfter
}

/** What became of the orders of a class, and what models predict of them, by each horizon. */
export function classFigures(
  { place, size }: Pick<QueueClass, 'place' | 'size'>,
  trials: readonly QueueTrial[],
  horizonsSeconds: readonly number[],
): QueueClass {
  const fates = fatesOf(trials, horizonsSeconds.at(-1)!)
  const curve = kaplanMeier(censoredFates(fates))
  const filled = cumulativeIncidence(fates, fateCause.filled)
  const cancelled = cumulativeIncidence(fates, fateCause.cancelled)
  const models = trials[0]?.filledAt.length ?? 0
  const horizons = horizonsSeconds.map((horizonSeconds): FateAtHorizon => {
    const at = (times: Float64Array, values: Float64Array, start: number): number =>
      stepAt({ times, values }, horizonSeconds, { start, jumps: 'included' })
    const { times, survival, lower, upper } = curve
    const estimate = (of: typeof filled): Estimate => ({
      value: at(of.times, of.incidence, 0),
      lower: known(at(of.times, of.lower, NaN)),
      upper: known(at(of.times, of.upper, NaN)),
    })
    return {
      horizonSeconds,
      stillThere: fates.times.filter(
        (time, k) => time > horizonSeconds || (time === horizonSeconds && fates.causes[k] === 0),
      ).length,
      filled: {
        value: 1 - at(times, survival, 1),
        lower: known(1 - at(times, upper, NaN)),
        upper: known(1 - at(times, lower, NaN)),
      },
      filledFirst: estimate(filled),
      cancelledFirst: estimate(cancelled),
      predicted: Array.from(
        { length: models },
        (_, model) =>
          trials.filter((trial) => isSaid(trial, model, horizonSeconds)).length / trials.length,
      ),
    }
  })
  const of = (cause: number): number => fates.causes.filter((each) => each === cause).length
  return {
    place,
    size,
    trials: trials.length,
    filled: of(fateCause.filled),
    cancelled: of(fateCause.cancelled),
    horizons,
  }
}

/** Null for what is not a number. */
export function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
