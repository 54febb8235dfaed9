import { join } from 'node:path'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { QueueModel } from '../../book/queue/queue-model.ts'
import { UsageError } from '../../core/errors.ts'
import { nearestInWords } from '../../core/nearest-names.ts'
import { calibrateQueues } from '../../research/queues/calibrate-queues.ts'
import { OrderLogReader, type OrderLog } from '../../research/queues/order-log.ts'
import type { QueueCalibrationResult } from '../../research/queues/queue-calibration-result.ts'
import { DataError } from '../../stores/data-error.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { openRecording, type Recording } from '../../stores/recording/open-recording.ts'
import { queueOf } from '../trade/queue-of.ts'
import { finiteNumber, nonNegativeNumber, positiveNumber, wholeNumber } from './arguments.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'
import { progressBar } from './progress.ts'
import { queueLines } from './queue-lines.ts'
import { keepUntriedRun, withSaveOption, type RunOptions } from './run-options.ts'

interface QueuesOptions extends CommonOptions {
  readonly save?: string
  readonly instrument?: string
  readonly models: ReadonlyMap<string, QueueModel>
  readonly horizons: readonly number[]
  readonly warmUp: number
  readonly behindBps: number
  readonly block: number
  readonly draws: number
  readonly seed: number
}

/** Seconds. */
const horizonsUsual = [1, 10, 60, 600]
const modelsUsual = 'risk-averse,power:1,power:2,power:3,log:1,front:2'

/** `isobar market queues`. */
export function addMarketQueuesCommand(market: Command): void {
  const command = market
    .command('queues <recording>')
    .description(
      'queue models against orders that really stood in a recorded order-by-order book: when each says they would have been filled, and what became of them',
    )
    .option(
      '--instrument <venue:name>',
      'which, where the recording has several; with its class where a name is there twice: binance:BTC-USDT:spot',
    )
    .addOption(
      new Option('--models <list>', 'risk-averse, power:N, log:N, front:N, separated by commas')
        .argParser(modelsOf)
        .default(modelsOf(modelsUsual), modelsUsual),
    )
    .addOption(
      new Option('--horizons <list>', 'seconds, ascending, separated by commas')
        .argParser(horizonsOf)
        .default(horizonsUsual, horizonsUsual.join(',')),
    )
    .option('--warm-up <minutes>', 'at the start, without trials', nonNegativeNumber, 10)
    .option('--behind-bps <bps>', 'how far behind the best price', nonNegativeNumber, 10)
    .option('--block <minutes>', 'time that is drawn as one', positiveNumber, 5)
    .option('--draws <n>', 'of the bootstrap', wholeNumber(100, 100_000), 1_000)
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 1)
  withCommonOptions(withSaveOption(command), 'isobar market queues recordings/bitstamp').action(run)
}

async function run(folder: string, options: QueuesOptions): Promise<void> {
  const recording = await openRecording(folder)
  const index = instrumentOf(recording, options.instrument)
  const { venue, name } = recording.instruments.at(index)
  const log = await orderLogOf(recording, index)
  const bar = progressBar('drawing', options, ' draws')
  const job = calibrateQueues(log, {
    venue,
    instrument: name,
    models: [...options.models.values()],
    parameters: {
      models: [...options.models.keys()],
      horizonsSeconds: options.horizons,
      warmUpSeconds: options.warmUp * 60,
      behindBps: options.behindBps,
      blockSeconds: options.block * 60,
      draws: options.draws,
      seed: options.seed,
    },
  })
  let step = job.next()
  for (; step.done !== true; step = job.next()) {
    bar.update(Math.round(step.value * options.draws), options.draws)
  }
  bar.end()
  const result: QueueCalibrationResult = step.value
  const lines = queueLines(result)
  const saved = { ...result, summary: lines.join('\n') }
  await keepUntriedRun('market queues', { result: saved, files: [join(folder, manifestName)] }, {
    ...options,
    models: [...options.models.keys()],
  } as Omit<RunOptions, 'trials'>)
  if (options.json === true) printJson(result)
  else printLines(...lines)
}

/** `venue:BASE-QUOTE`, with its class where a venue lists the name twice; the only one where none is named. */
function instrumentOf({ instruments }: Recording, wanted: string | undefined): number {
  const listed = instruments.list()
  const keys = listed.map(({ venue, name, class: kind }) => `${venue}:${name}:${kind}`)
  if (wanted === undefined) {
    if (listed.length === 1) return 0
    throw new UsageError(`--instrument: name one of ${keys.join(', ')}`)
  }
  const found = keys.flatMap((key, index) =>
    key === wanted || key.startsWith(`${wanted}:`) ? [{ key, index }] : [],
  )
  const [first, second] = found
  if (first === undefined) {
    throw new UsageError(
      `--instrument: no ${wanted} in the recording${nearestInWords(wanted, keys)}`,
    )
  }
  if (second === undefined) return first.index
  const names = found.map(({ key }) => key).join(', ')
  throw new UsageError(`--instrument: ${wanted} is more than one: name one of ${names}`)
}

async function orderLogOf(recording: Recording, instrument: number): Promise<OrderLog> {
  const reader = new OrderLogReader()
  for await (const rows of recording.events()) reader.apply(rows, instrument)
  const log = reader.finish()
  if (!('kind' in log)) return log
  const file = recording.folder
  switch (log.kind) {
    case 'no-orders':
      throw new DataError({ file, expected: 'a book of single orders', came: 'levels alone' })
    case 'too-many-rows': {
      const expected = `at most ${log.rowsMost} rows of orders: cut the recording`
      throw new DataError({ file, expected, came: 'more' })
    }
  }
}

function modelsOf(text: string): ReadonlyMap<string, QueueModel> {
  return new Map(
    text.split(',').map((name) => {
      const model = queueOf(name)
      if (model !== undefined) return [name, model]
      throw new InvalidArgumentError(
        `expected risk-averse, power:N, log:N or front:N, got ${name}.`,
      )
    }),
  )
}

function horizonsOf(text: string): readonly number[] {
  const horizons = text.split(',').map(finiteNumber)
  const isAscending = horizons.every((each, at) => each > (horizons[at - 1] ?? 0))
  if (!isAscending) throw new InvalidArgumentError('expected seconds above zero, ascending.')
  return horizons
}
