import { existsSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Command } from 'commander'
import { IsobarError, UsageError } from '../../core/errors.ts'
import { readBarFile } from '../../stores/bar-files.ts'
import { barFilesLike, NoBarsError, openCatalogue, type Catalogue } from '../../stores/catalogue.ts'
import { DataError } from '../../stores/data-error.ts'
import { describeBars, type BarsDescription } from '../../stores/describe-bars.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { addDataExportCommand } from './data-export.ts'
import { addDataFetchCommand } from './data-fetch.ts'
import { addDataImportCommand } from './data-import.ts'
import { addDataRecordCommand } from './data-record.ts'
import {
  describeRecording,
  recordingDocument,
  recordingLines,
  type DescribedRecording,
  type DescribeOptions,
} from './data-recording.ts'
import { counted, decimal, minuteOf } from './format.ts'
import {
  alignedTable,
  printJson,
  printLines,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'
import { progressBar } from './progress.ts'

/** `isobar data`: what lies in a folder. */
export function addDataCommands(program: Command): void {
  const data = program
    .command('data')
    .description('market data: what there is, and what is wrong with it')
  data.addHelpText('after', '\nExample:\n  $ isobar data info bars/kraken')
  const info = data
    .command('info <dir|file...>')
    .description(
      'describe and check bars (span, gaps, odd prints) or a recording (gaps, crossings, clocks, trust);\nreads everything, changes nothing',
    )
    .option('--no-check', 'of a recording, only what its recording.json says')
  withCommonOptions(info, 'isobar data info bars/kraken').action(describe)
  addDataImportCommand(data)
  addDataExportCommand(data)
  addDataFetchCommand(data)
  addDataRecordCommand(data)
}

/** A file that could not be read as bars, and why. */
interface FaultyFile {
  readonly file: string
  readonly reason: string
}

type DescribedFile = BarsDescription & { readonly file: string }

async function describe(paths: string[], options: DescribeOptions): Promise<void> {
  const recordings = paths.filter((path) => existsSync(join(path, manifestName)))
  if (recordings.length === 0) return describeBarFiles(paths, options)
  if (recordings.length < paths.length) {
    throw new UsageError('look at recordings and at bars one after the other')
  }
  const described: DescribedRecording[] = []
  for (const folder of recordings) described.push(await describeRecording(folder, options))
  const [only, ...others] = described.map(recordingDocument)
  if (options.json === true)
    printJson(others.length === 0 ? only : { recordings: [only, ...others] })
  else printLines(...described.flatMap(recordingLines))
}

async function describeBarFiles(paths: readonly string[], options: CommonOptions): Promise<void> {
  const files = await filesOf(paths)
  const described: DescribedFile[] = []
  const faulty: FaultyFile[] = []
  let fault: DataError | undefined
  const bar = progressBar('reading', options)
  for (const file of files) {
    try {
      described.push({ file, ...describeBars(await readBarFile(file)) })
    } catch (error) {
      if (!(error instanceof DataError)) throw error
      fault ??= error
      faulty.push({ file, reason: error.message })
    }
    bar.update(described.length + faulty.length, files.length)
  }
  bar.end()
  // One file asked for is one answer; of many, the sound ones are still worth telling.
  if (fault !== undefined && described.length === 0) throw fault
  if (options.json === true) printJson({ files: described, faulty })
  else printLines(...lines(described, faulty))
  for (const { reason } of faulty) process.stderr.write(`isobar: ${reason}\n`)
  if (faulty.length > 0) process.exitCode = 3
}

async function filesOf(paths: readonly string[]): Promise<string[]> {
  const files: string[] = []
  for (const path of paths) {
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
    if (!isFolder) files.push(path)
    else files.push(...(await catalogueOf(path)).entries.map((entry) => entry.path))
  }
  return files
}

async function catalogueOf(folder: string): Promise<Catalogue> {
  return openCatalogue(folder).catch((cause: unknown) => {
    if (!(cause instanceof NoBarsError)) throw cause
    const expected = `files like ${barFilesLike}, or ${manifestName} of a recording`
    throw new IsobarError('world', `no bars and no recording in ${folder}: expected ${expected}`, {
      context: { folder },
      cause,
    })
  })
}

function lines(described: readonly DescribedFile[], faulty: readonly FaultyFile[]): string[] {
  const header = [
    'venue',
    'series',
    'bars',
    'from (UTC)',
    'to (UTC)',
    'rows',
    'missing',
    'longest gap',
    'no volume',
    'odd',
    'largest move',
  ]
  const rows = described.map((bars) => [
    bars.venue,
    bars.instrument,
    bars.timeframe,
    bars.firstTime === null ? '–' : minuteOf(bars.firstTime),
    bars.lastTime === null ? '–' : minuteOf(bars.lastTime),
    String(bars.rows),
    String(bars.missingBars),
    bars.longestGap === null
      ? ''
      : `${bars.longestGap.missingBars} at ${minuteOf(bars.longestGap.from)}`,
    bars.zeroVolumeBars === 0 ? '' : String(bars.zeroVolumeBars),
    bars.unenclosedBars === 0 ? '' : String(bars.unenclosedBars),
    bars.largestMove === null
      ? ''
      : `${decimal(bars.largestMove.logReturn * 100, 1)} % at ${minuteOf(bars.largestMove.time)}`,
  ])
  const missing = described.reduce((sum, bars) => sum + bars.missingBars, 0)
  const total = described.reduce((sum, bars) => sum + bars.rows, 0)
  return [
    ...(rows.length === 0 ? [] : [alignedTable(header, rows), '']),
    ...faulty.map(({ file, reason }) => `unusable: ${basename(file)}: ${reason}`),
    `${counted(described.length, 'file')}, ${counted(total, 'bar')}, ${missing.toLocaleString('en-US')} missing; gaps are reported, never filled.`,
  ]
}
