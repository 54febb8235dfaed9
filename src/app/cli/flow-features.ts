import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import { usedColumns } from '../../research/flow/used-columns.ts'
import { requireTableName, writeTable } from '../../stores/table-file.ts'
import { openFlow } from '../flow/open-flow.ts'
import {
  requestOf,
  requireClockOfTicks,
  withFlowInput,
  type FlowInputOptions,
} from './flow-options.ts'
import { inStages, readInStage } from './flow-stages.ts'
import { count } from './format.ts'
import { printJson, printLines, withCommonOptions } from './output.ts'

interface FeaturesOptions extends FlowInputOptions {
  readonly out: string
}

/** `isobar flow features` */
export function addFlowFeatures(flow: Command): void {
  const command = flow
    .command('features <dir>')
    .description(
      'the features of bars with taker volume, a recording or files of ticks, as a table',
    )
    .requiredOption('--out <file>', 'ends in .parquet, .csv or .csv.gz')
  withCommonOptions(
    withFlowInput(command),
    'isobar flow features recordings/sol --out features.parquet',
  ).action(run)
}

async function run(dir: string, options: FeaturesOptions, command: Command): Promise<void> {
  requireTableName(options.out, '--out')
  const { samples } = await inStages(options, `${options.out} was not written`, async (stages) =>
    openFlow(dir, readInStage(requestOf(options), stages)),
  )
  requireClockOfTicks(samples.source, command)
  const { names, times, columns } = samples.matrix
  if (times.length === 0) throw new UsageError(`no sample in ${dir}`)
  const lines = [['time', ...names].join(',')]
  for (let row = 0; row < times.length; row++) {
    const cells = columns.map((column) => (Number.isFinite(column[row]) ? String(column[row]) : ''))
    lines.push([String(times[row]! / 1_000), ...cells].join(','))
  }
  const typed = ['time', ...names].map((name) => ({ name, type: 'DOUBLE' as const }))
  await writeTable(options.out, { csv: `${lines.join('\n')}\n`, columns: typed })
  const { instrument, notes } = samples
  const { lacking: neverKnown } = usedColumns(samples.matrix, names)
  if (options.json === true) {
    printJson({
      instrument,
      rows: times.length,
      features: names,
      neverKnown,
      file: options.out,
      notes,
    })
    return
  }
  printLines(
    ...notes.map((note) => `note: ${note}`),
    ...(neverKnown.length === 0 ? [] : [`never known here: ${neverKnown.join(', ')}`]),
    `${instrument}: ${count(times.length)} rows of ${names.length} features in ${options.out}.`,
  )
}
