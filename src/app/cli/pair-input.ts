import { firstRowAtOrAfter, type BarSeries } from '../../core/bars.ts'
import { IsobarError, UsageError } from '../../core/errors.ts'
import type { FundingSeries } from '../../core/funding.ts'
import { innerJoin } from '../../core/join.ts'
import type { Instant } from '../../core/time.ts'
import type { BacktestInput, BacktestRefusal } from '../../research/pairs/backtest-options.ts'
import { readBarFile, requirePositive } from '../../stores/bar-files.ts'
import { legFunding } from '../leg-funding.ts'
import type { Span } from '../span.ts'
import { sealedPart, withoutSealed } from '../sealed-bars.ts'
import { spanOf } from '../usable-bars.ts'
import { withVenues } from './load-universe.ts'
import { printJson, type CommonOptions } from './output.ts'

/** Which bars of two files make a pair, and where its funding is. */
export interface PairInputOptions extends Span {
  readonly funding?: string
  /** Opens what is sealed, with `train` bars before it to estimate on. */
  readonly openSeal?: true
  readonly train?: number
}

/** A pair as it may be looked at. */
export interface PairFiles {
  readonly input: BacktestInput
  readonly files: readonly string[]
  /** What is sealed, or was. */
  readonly notes: readonly string[]
}

/** The bars and funding of both legs, cut to the span that was asked for, and the files they came from. */
export async function readPair(
  yFile: string,
  xFile: string,
  options: PairInputOptions,
): Promise<PairFiles> {
  const whole = [await legBars(yFile, options), await legBars(xFile, options)]
  const { series, notes } =
    options.openSeal === true
      ? await sealedPart(whole, (from) => trainedFrom(whole, options.train ?? 0, from))
      : await withoutSealed(whole)
  const [y, x] = withVenues(series) as [BarSeries, BarSeries]
  // A file with fewer than two rows and no timeframe in its name has none; too few rows is said further on.
  const isOther = y.timeframe.duration !== x.timeframe.duration
  if (isOther && y.times.length > 1 && x.times.length > 1) {
    throw new UsageError(
      `both legs need one timeframe: ${yFile} has ${y.timeframe.label}, ${xFile} has ${x.timeframe.label}`,
    )
  }
  const yFunding = await fundingOf(y, options)
  const xFunding = await fundingOf(x, options)
  return {
    input: {
      y,
      x,
      ...(yFunding === undefined ? {} : { yFunding }),
      ...(xFunding === undefined ? {} : { xFunding }),
    },
    files: [yFile, xFile, yFunding?.source, xFunding?.source].filter((file) => file !== undefined),
    notes,
  }
}

/** Where so many joined rows begin that end before an instant; their first where there are fewer. */
function trainedFrom(legs: readonly BarSeries[], rows: number, tradedFrom: Instant): Instant {
  const { times } = innerJoin(legs.map((bars) => bars.times))
  const row = firstRowAtOrAfter(times, tradedFrom) - rows
  return (times[Math.max(0, row)] ?? tradedFrom) as Instant
}

async function legBars(file: string, options: Span): Promise<BarSeries> {
  const bars = await readBarFile(file)
  requirePositive(bars, 'close')
  requirePositive(bars, 'open')
  return spanOf(bars, options)
}

async function fundingOf(
  bars: BarSeries,
  { funding }: PairInputOptions,
): Promise<FundingSeries | undefined> {
  if (funding === undefined || bars.instrument.class === 'spot') return undefined
  const found = await legFunding(bars, funding)
  if (found !== undefined) return found
  const { name, venue } = bars.instrument
  throw new IsobarError('world', `no funding file for ${name} of ${venue} in ${funding}`, {
    context: { folder: funding, venue, instrument: name },
  })
}

const exitCodes: Record<BacktestRefusal, number> = {
  'too-few-rows': 5,
  'constant-series': 5,
  'identical-series': 5,
  'same-instrument': 2,
  'inverse-contract': 2,
  'funding-missing': 3,
}

/** Why there is no result: told in one line, nothing kept. */
export function refusePair(reason: BacktestRefusal, message: string, options: CommonOptions): void {
  if (options.json === true) printJson({ error: { code: reason, message, context: {} } })
  process.stderr.write(`isobar: ${message}\n`)
  process.exitCode = exitCodes[reason]
}
