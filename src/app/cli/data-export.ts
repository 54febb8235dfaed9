import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Instant } from '../../core/time.ts'
import { exportRecording, type ExportResult } from '../../stores/export/export-recording.ts'
import { channels, type Channel } from '../../stores/recording/channel.ts'
import { openRecording, type EventSelection } from '../../stores/recording/open-recording.ts'
import { instant } from './arguments.ts'
import { counted } from './format.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'
import { progressBar } from './progress.ts'

interface ExportOptions extends CommonOptions {
  readonly out: string
  readonly venue?: readonly string[]
  readonly instrument?: readonly string[]
  readonly channel?: readonly Channel[]
  readonly from?: Instant
  readonly to?: Instant
  readonly plain?: true
}

/** `isobar data export`. */
export function addDataExportCommand(data: Command): void {
  const command = data
    .command('export <recording>')
    .description("write a recording as CSV in Tardis's layouts, one file a stream and day")
    .requiredOption('--out <dir>', 'the folder to make; there must be nothing yet')
    .option('--venue <list>', 'only these venues, separated by commas', list)
    .option('--instrument <list>', 'only these instruments (BASE-QUOTE)', list)
    .option('--channel <list>', `only these channels: ${channels.join(', ')}`, channelList)
    .option('--from <instant>', 'local time from here on', instant)
    .option('--to <instant>', 'local time before', instant)
    .option('--plain', 'CSV as it is, not packed')
  withCommonOptions(command, 'isobar data export recordings/btc --channel trades --out csv').action(
    run,
  )
}

async function run(folder: string, options: ExportOptions): Promise<void> {
  const recording = await openRecording(folder)
  const bar = progressBar('exporting', options)
  const result = await exportRecording(recording, {
    out: options.out,
    onProgress: bar.update,
    selection: selectionOf(options),
    ...(options.plain ? { plain: true } : {}),
  }).finally(bar.end)
  if (options.json === true) printJson({ export: options.out, ...result })
  else printLines(...linesOf(options.out, result))
}

function selectionOf({ venue, instrument, channel, from, to }: ExportOptions): EventSelection {
  return {
    ...(venue === undefined ? {} : { venues: venue }),
    ...(instrument === undefined ? {} : { instruments: instrument }),
    ...(channel === undefined ? {} : { channels: channel }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }
}

function linesOf(out: string, { files, lost }: ExportResult): string[] {
  const rows = files.reduce((sum, file) => sum + file.rows, 0)
  const left = [
    [lost.orders, 'order', ': these files have levels only'],
    [lost.gaps, 'break', ' of a sequence: only the next snapshot tells'],
    [lost.clears, 'snapshot', ' right after a snapshot'],
  ] as const
  return [
    ...files.map((file) => `${file.file}: ${counted(file.rows, 'row')}`),
    ...left
      .filter(([number]) => number > 0)
      .map(([number, what, why]) => `left out: ${counted(number, what)}${why}`),
    `${out}: ${counted(rows, 'row')} in ${counted(files.length, 'file')}.`,
  ]
}

function list(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}

function channelList(text: string): readonly Channel[] {
  const named = list(text)
  const strange = named.find((name) => !channels.includes(name as Channel))
  if (strange !== undefined) throw new InvalidArgumentError(`expected ${channels.join(', ')}.`)
  return named as readonly Channel[]
}
