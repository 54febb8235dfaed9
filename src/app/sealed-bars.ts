import { barsWithin, type BarSeries } from '../core/bars.ts'
import { IsobarError, UsageError } from '../core/errors.ts'
import {
  formatInstant,
  instantFromMilliseconds,
  later,
  type Duration,
  type Instant,
} from '../core/time.ts'
import { claimSeals, readSeals, type Seal } from '../stores/seals.ts'
import { isobarHome } from './isobar-home.ts'
import { seriesName } from './series-name.ts'

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
  return {
    series: series.map((bars) => closedBy(bars, end)),
    notes: [
      ...spoiled,
      `from ${dayOf(from)} on ${closed.length === 1 ? closed[0]!.instrument : `${closed.length} series`} sealed: nothing later was looked at`,
    ],
  }
}

/** The bars that have closed by an instant: one that is still open then ends in what comes after. */
function closedBy(bars: BarSeries, end: Instant): BarSeries {
  const { duration } = bars.timeframe
  return barsWithin(bars, -Infinity as Instant, later(end, (1 - duration) as Duration))
}

/**
 * Series from where the first of them is sealed, with what is estimated on before it: what is traded is sealed, all of
 * it. Nothing is opened yet, `claimSealed` does that.
 *
 * @param estimatedFrom the first instant that is wanted, given the first that is sealed
 * @throws UsageError where nothing is sealed
 */
export async function sealedPart(
  series: readonly BarSeries[],
  estimatedFrom: (sealedFrom: Instant) => Instant,
): Promise<UnsealedBars> {
  const seals = await sealsOf(series)
  if (seals.length === 0) {
    throw new UsageError('--open-seal: none of these series is sealed (isobar pairs seal)')
  }
  const from = Math.min(...seals.map((seal) => seal.from))
  const first = estimatedFrom(instantFromMilliseconds(from))
  return {
    series: series.map((bars) => barsWithin(bars, first, Infinity as Instant)),
    notes: [`the sealed period from ${dayOf(from)} was opened for this run, once`],
  }
}

/** The run that opens a seal. */
export interface SealOpener {
  readonly command: string
  /** What decides its result, hashed. */
  readonly run: string
  /** Whether it goes on from where it was interrupted: it then has opened its seals before. */
  readonly goesOn: boolean
}

/**
 * Opens the seals of the series of a run, before it looks at them: of two at once only one does.
 *
 * @throws IsobarError of code `refused` where another run has opened one of them
 */
export async function claimSealed(
  series: readonly BarSeries[],
  { command, run, goesOn }: SealOpener,
): Promise<void> {
  const seals = await sealsOf(series)
  if (goesOn && seals.every(({ openedRun }) => openedRun === run)) return
  const names = seals.map(({ instrument }) => instrument)
  const opened = await claimSeals(isobarHome(), names, { command, run })
  if (opened === undefined) return
  throw new IsobarError(
    'refused',
    `the sealed period of ${opened.instrument} from ${dayOf(opened.from)} was opened on ${dayOf(opened.openedAt!)} by ${opened.openedBy}: what is seen twice is not out of sample`,
    { context: { instrument: opened.instrument, openedAt: opened.openedAt! } },
  )
}

/** Which seals the ledger of a home has on some series. */
async function sealsOf(series: readonly BarSeries[]): Promise<Seal[]> {
  const seals = await readSeals(isobarHome())
  return series.map((bars) => seals.get(seriesName(bars))).filter((seal) => seal !== undefined)
}

function dayOf(milliseconds: number): string {
  return formatInstant(instantFromMilliseconds(milliseconds)).slice(0, 10)
}
