import { statSync } from 'node:fs'
import { Option, type Command } from 'commander'
import type { BarSeries } from '../../core/bars.ts'
import { UsageError } from '../../core/errors.ts'
import { millisecondsOf, type Instant } from '../../core/time.ts'
import { readBarFile } from '../../stores/bar-files.ts'
import { openCatalogue } from '../../stores/catalogue.ts'
import { enterSeals, readSeals, type Seal } from '../../stores/seals.ts'
import { isobarHome } from '../isobar-home.ts'
import { seriesName } from '../series-name.ts'
import { instant, openProbability } from './arguments.ts'
import { minuteOf } from './format.ts'
import {
  alignedTable,
  printJson,
  printLines,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'

interface SealOptions extends CommonOptions {
  readonly from?: Instant
  readonly last?: number
}

/** `isobar pairs seal` */
export function addPairsSeal(pairs: Command): void {
  const command = pairs
    .command('seal [dir|file...]')
    .description(
      'keep the last part of the data unseen until one run opens it; without files: what is sealed',
    )
    .addOption(new Option('--from <instant>', 'first bar that is sealed').argParser(instant))
    .addOption(
      new Option('--last <share>', 'or this share of the data, the newest').argParser(
        openProbability,
      ),
    )
  withCommonOptions(command, 'isobar pairs seal bars/binance-perp --last 0.2').action(seal)
}

async function seal(paths: string[], options: SealOptions): Promise<void> {
  const home = isobarHome()
  if (paths.length > 0) await sealAll(home, paths, options)
  const seals = [...(await readSeals(home)).values()]
  if (options.json === true) printJson({ seals })
  else printLines(...sealLines(seals))
}

async function sealAll(
  home: string,
  paths: readonly string[],
  options: SealOptions,
): Promise<void> {
  if ((options.from === undefined) === (options.last === undefined)) {
    throw new UsageError('a seal needs either --from or --last')
  }
  const files = (await Promise.all(paths.map(barFilesIn))).flat()
  const series = await Promise.all(files.map((file) => readBarFile(file)))
  const begin = options.from ?? beginOfLast(series, options.last!)
  const from = millisecondsOf(begin)
  const known = await readSeals(home)
  const names = [...new Set(series.map(seriesName))]
  for (const name of names) requireClosed(known.get(name), from)
  const at = Date.now()
  await enterSeals(
    home,
    names.map((instrument) => ({ kind: 'sealed', instrument, from, at })),
  )
}

/** @throws UsageError where sealing would uncover what is sealed, or seal what was seen */
function requireClosed(known: Seal | undefined, from: number): void {
  if (known?.openedAt !== undefined) {
    throw new UsageError(
      `${known.instrument} from ${minuteOf(known.from)} was opened on ${minuteOf(known.openedAt)}: what was seen cannot be sealed again`,
    )
  }
  if (known !== undefined && from > known.from) {
    throw new UsageError(
      `${known.instrument} is sealed from ${minuteOf(known.from)}: a later beginning would uncover a part of it`,
    )
  }
}

/** The instant behind which so large a share of the whole span lies. */
function beginOfLast(series: readonly BarSeries[], share: number): Instant {
  const first = Math.min(...series.map(({ times }) => times[0] ?? Infinity))
  const last = Math.max(...series.map(({ times }) => times.at(-1) ?? -Infinity))
  if (!(last > first)) throw new UsageError('--last: there are no bars to take a share of')
  return Math.round(last - share * (last - first)) as Instant
}

async function barFilesIn(path: string): Promise<readonly string[]> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path]
  // Of every timeframe: it is the instrument that is sealed.
  const { entries } = await openCatalogue(path)
  return entries.map((entry) => entry.path)
}

function sealLines(seals: readonly Seal[]): string[] {
  if (seals.length === 0) return ['Nothing is sealed.']
  const rows = seals.map(({ instrument, from, sealedAt, openedAt, openedBy }) => [
    instrument,
    minuteOf(from),
    minuteOf(sealedAt),
    openedAt === undefined ? '' : `${minuteOf(openedAt)} by ${openedBy}`,
  ])
  const closed = seals.filter(({ openedAt }) => openedAt === undefined).length
  return [
    alignedTable(['series', 'sealed from', 'since', 'opened'], rows),
    `${closed} of ${seals.length} sealed; backtest and walkforward open them with --open-seal, once.`,
  ]
}
