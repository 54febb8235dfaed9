import { counted } from '../counted.ts'
import type { StreamCheck } from './stream-check.ts'

/** How far a stream can be believed: 100 less what was found wanting. */
export interface TrustScore {
  /** 0 to 100. */
  readonly score: number
  readonly deductions: readonly Deduction[]
}

interface Deduction {
  readonly reason: 'missing' | 'crossed' | 'duplicates' | 'disorder' | 'clock'
  readonly points: number
  /** One line for a person. */
  readonly detail: string
}

/**
 * Scores a stream by what its check found; what each is worth is a convention, set out in docs/checking-recordings.md.
 *
 *   missing     10 points a percent of the time without data or without a valid book up to 60, and the percentage itself
 *               where that is more
 *   crossed     10 points a percent of the time the book was crossed, 40 at most
 *   duplicates   5 points a percent of the messages, 20 at most
 *   disorder     5 points a percent of the messages whose time or sequence steps back, 20 at most
 *   clock       20 points without a clock of receipt, 10 when messages come before they were sent
 */
export function trustScore(check: StreamCheck): TrustScore {
  const span = check.judgedTo - check.from
  // A silence of a void book is both.
  const missing = check.silences.totalMs + check.voidMs - check.silences.voidMs
  const back = check.disorder.exchangeTime + check.disorder.sequence
  const deductions = [
    deduction(
      'missing',
      Math.max(pointsOf(missing / span, 10, 60), pointsOf(missing / span, 1, 100)),
      `${seconds(missing)} without data or book`,
    ),
    deduction(
      'crossed',
      pointsOf(check.crossed.ms / span, 10, 40),
      `${seconds(check.crossed.ms)} crossed`,
    ),
    deduction(
      'duplicates',
      pointsOf(check.duplicates / check.messages, 5, 20),
      `${counted(check.duplicates, 'message')} said twice`,
    ),
    deduction(
      'disorder',
      pointsOf(back / check.messages, 5, 20),
      `${counted(back, 'step')} back in exchange time or sequence`,
    ),
    clockDeduction(check),
  ].filter((each) => each !== undefined)
  const lost = deductions.reduce((sum, { points }) => sum + points, 0)
  return { score: Math.max(0, 100 - lost), deductions }
}

function deduction(
  reason: Deduction['reason'],
  points: number,
  detail: string,
): Deduction | undefined {
  return points > 0 ? { reason, points, detail } : undefined
}

/** NaN, of a stream of one instant or none, is no point. */
function pointsOf(share: number, pointsPerPercent: number, most: number): number {
  return share > 0 ? Math.min(most, share * 100 * pointsPerPercent) : 0
}

function clockDeduction({ clock, latency }: StreamCheck): Deduction | undefined {
  if (clock === 'exchange') {
    return deduction('clock', 20, 'no time of receipt was kept: latency is not known')
  }
  // One in a hundred: a single message may well carry a wrong time.
  if (latency === null || latency.p1 >= 0) return undefined
  return deduction(
    'clock',
    10,
    `clocks disagree: messages came ${seconds(-latency.p1)} before they were sent`,
  )
}

function seconds(milliseconds: number): string {
  return milliseconds < 1_000
    ? `${milliseconds.toFixed(1)} ms`
    : `${(milliseconds / 1_000).toFixed(1)} s`
}
