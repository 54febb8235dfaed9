import { barsWithin, type BarSeries } from '../core/bars.ts'
import { IsobarError, UsageError } from '../core/errors.ts'
import {
  formatInstant,
  instantFromMilliseconds,
  later,
  type Duration,
  type Instant,
} from '../core/time.ts'
import { enterSeals, readSeals, type Seal } from '../stores/seals.ts'
import { isobarHome } from './isobar-home.ts'

/** Series without what is sealed of them. */
export interface UnsealedBars {
  readonly series: readonly BarSeries[]
  /** What a reader of a result has to know: where it ends, and why. */
  readonly notes: readonly string[]
}

/**
 * Cuts all series where the first of them is sealed: what is traded together ends together. A period that was opened
 * is a period like any other, and a result that reaches into it is told so.
 */
export async function withoutSealed(series: readonly BarSeries[]): Promise<UnsealedBars> {
  const seals = await sealsOf(series)
  const closed = seals.filter(({ openedAt }) => openedAt === undefined)
  const from = Math.min(...closed.map((seal) => seal.from))
  const opened = seals.filter((seal) => seal.openedAt !== undefined && seal.from < from)
  const spoiled = opened.map(
    (seal) =>
      `${seal.instrument} from ${dayOf(seal.from)} was sealed and has been opened by ${seal.openedBy}: it is not out of sample any more`,
  )
  if (closed.length === 0) return { series, notes: spoiled }
  const end = instantFromMilliseconds(from)
  const begin = -Infinity as Instant
  return {
    series: series.map((bars) => barsWithin(bars, begin, end)),
    notes: [
      ...spoiled,
      `from ${dayOf(from)} on ${closed.length === 1 ? closed[0]!.instrument : `${closed.length} series`} sealed: nothing later was looked at`,
    ],
  }
}

/** A seal that is about to be opened: the bars it takes, and what writes that down. */
export interface SealOpening {
  readonly series: readonly BarSeries[]
  readonly notes: readonly string[]
  /** To be called once there is a result and before anyone sees it. */
  readonly enter: (command: string) => Promise<void>
}

/**
 * The sealed period of series, with so many bars before it to estimate on: what is traded is sealed, all of it.
 *
 * @throws UsageError where nothing is sealed; IsobarError of code `refused` where it was opened before
 */
export async function openSealed(
  series: readonly BarSeries[],
  barsBefore: number,
): Promise<SealOpening> {
  const seals = await sealsOf(series)
  if (seals.length === 0) {
    throw new UsageError('--open-seal: none of these series is sealed (isobar pairs seal)')
  }
  const opened = seals.find(({ openedAt }) => openedAt !== undefined)
  if (opened !== undefined) {
    throw new IsobarError(
      'refused',
      `the sealed period of ${opened.instrument} from ${dayOf(opened.from)} was opened on ${dayOf(opened.openedAt!)} by ${opened.openedBy}: what is seen twice is not out of sample`,
      { context: { instrument: opened.instrument, openedAt: opened.openedAt! } },
    )
  }
  const from = Math.min(...seals.map((seal) => seal.from))
  const { duration } = series[0]!.timeframe
  const first = later(instantFromMilliseconds(from), (-barsBefore * duration) as Duration)
  return {
    series: series.map((bars) => barsWithin(bars, first, Infinity as Instant)),
    notes: [`the sealed period from ${dayOf(from)} was opened for this run, once`],
    enter: (by) =>
      enterSeals(
        isobarHome(),
        seals.map(({ instrument }) => ({ kind: 'opened', instrument, at: Date.now(), by })),
      ),
  }
}

/** Which seals the ledger of a home has on some series. */
async function sealsOf(series: readonly BarSeries[]): Promise<Seal[]> {
  const seals = await readSeals(isobarHome())
  return series.map((bars) => seals.get(sealName(bars))).filter((seal) => seal !== undefined)
}

/** `venue:BASE-QUOTE`, whether or not the venue already stands before the name. */
export function sealName({ instrument }: BarSeries): string {
  const { venue, name } = instrument
  return name.startsWith(`${venue}:`) ? name : `${venue}:${name}`
}

function dayOf(milliseconds: number): string {
  return formatInstant(instantFromMilliseconds(milliseconds)).slice(0, 10)
}
