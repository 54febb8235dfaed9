import { formatInstant, type Instant } from '../../core/time.ts'
import type { FeaturePlan } from '../../microstructure/features/feature-plan.ts'

/** What features have to see before they are known. */
export interface WarmUp {
  /** The longest time that any of them looks back, microseconds; 0 where none does. */
  readonly longest: number
  /** Those that look back so far. */
  readonly slowest: readonly string[]
  /** Those that wait for volume, however long that takes, and how much. */
  readonly byVolume: readonly string[]
  readonly volume: number
  /** Those that wait for sweeps, however long that takes, and how many. */
  readonly bySweeps: readonly string[]
  readonly sweeps: number
}

function secondsOf(name: string): number {
  return Number(timed.exec(name)?.[1] ?? 0)
}

const timed = /\.(\d+(?:\.\d+)?)s$/

/** Of the features that a model looks at. Their names end with the seconds they look back. */
export function warmUpOf(
  features: readonly string[],
  plan: Pick<FeaturePlan, 'buckets' | 'bucketQuantity' | 'sweepWindow'>,
): WarmUp {
  const longest = Math.max(0, ...features.map(secondsOf))
  return {
    longest: longest * 1e6,
    slowest: longest === 0 ? [] : features.filter((name) => secondsOf(name) === longest),
    byVolume: features.filter((name) => name.startsWith('vpin-')),
    volume: plan.buckets * plan.bucketQuantity,
    bySweeps: features.filter((name) => name === 'run-changes'),
    // Of pairs of neighbours.
    sweeps: plan.sweepWindow + 1,
  }
}

/**
 * What is waited for, and until when at the least; empty where all that takes time has had it.
 *
 * @param since when what is remembered began: at the first message, or the last gap
 */
export function warmUpWords(
  { longest, slowest, byVolume, volume, bySweeps, sweeps }: WarmUp,
  { since, now }: { readonly since: number; readonly now: number },
): string {
  const at = since + longest
  const parts = []
  if (at > now && slowest.length > 0) {
    const clock = formatInstant((Math.ceil(at / 1e6) * 1e6) as Instant).slice(11, 19)
    const names = slowest.length === 1 ? slowest[0] : `${slowest.length} measures that look`
    parts.push(
      `${names} ${slowest.length === 1 ? 'looks ' : ''}back ${span(longest)}: not before ${clock} UTC, in ${span(at - now)}`,
    )
  }
  if (byVolume.length > 0) {
    parts.push(
      `${byVolume.join(' and ')}: not before ${Number(volume.toPrecision(4))} have been traded, a day's volume of what it was trained on`,
    )
  }
  if (bySweeps.length > 0) {
    parts.push(`${bySweeps.join(' and ')}: not before ${sweeps} aggressive orders have come`)
  }
  return parts.join('; ')
}

/** `4 min 10 s`, `40 s`. */
function span(microseconds: number): string {
  const seconds = Math.ceil(microseconds / 1e6)
  const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60]
  if (minutes === 0) return `${rest} s`
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`
}
