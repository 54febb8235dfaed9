import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { EngineResult } from '../../engine/engine-result.ts'
import type { TradeRun } from '../../protocol/trade-run.ts'
import { replaceFile } from '../../stores/replace-file.ts'
import { readRun, type Run } from '../../stores/run-folder.ts'
import { packageVersion, webFolder } from '../package-facts.ts'
import { compareRuns } from '../parity/compare-runs.ts'
import { renderReport, type ReportedRun } from '../report/render-report.ts'
import { comparisonLines } from './comparison-lines.ts'
import { printJson, printLines, say, withCommonOptions, type CommonOptions } from './output.ts'
import { tradeLines } from './trade-lines.ts'

interface ReportOptions extends CommonOptions {
  readonly out?: string
  readonly compare?: string
}

/** `isobar report` */
export function addReportCommand(program: Command): void {
  const command = program
    .command('report <run>')
    .description(
      'a saved run as one self-contained page, or where two runs of trade differ and why',
    )
    .option('--out <file>', 'the HTML file to write')
    .option(
      '--compare <run>',
      'beside another run: what it made more or less, split by what the first supposed and the other measured',
    )
  withCommonOptions(command, 'isobar report runs/eth-btc --out eth-btc.html').action(report)
}

async function report(folder: string, options: ReportOptions): Promise<void> {
  if (options.compare !== undefined) return compare(folder, options.compare, options)
  const { out } = options
  if (out === undefined) throw new UsageError("required option '--out <file>' not specified")
  const bytes = await write(out, withSummary(await readRun(folder)))
  if (options.json === true) printJson({ file: out, bytes })
  else printLines(written(out, bytes))
}

/** A run on paper or live that was saved without what it printed: its page shows nothing else, and gets what its result can tell. */
function withSummary(run: Run): Run {
  const { result } = run
  if (result.kind !== 'trade' || 'summary' in result) return run
  const summary = tradeLines(result as EngineResult).join('\n')
  const described: TradeRun = { ...(result as EngineResult), summary }
  return { ...run, result: described }
}

async function compare(first: string, second: string, options: ReportOptions): Promise<void> {
  const result = await compareRuns(first, second, (line) => say(line, options))
  const { out } = options
  const command = `report ${first} --compare ${second}`
  const bytes =
    out === undefined
      ? undefined
      : await write(out, { command, version: packageVersion(), seed: null, inputs: [], result })
  if (options.json === true) printJson(result)
  else
    printLines(
      ...comparisonLines(result),
      ...(bytes === undefined ? [] : ['', written(out!, bytes)]),
    )
}

/** @returns its length */
async function write(out: string, run: ReportedRun): Promise<number> {
  const page = await renderReport(run, webFolder)
  await replaceFile(out, page)
  return Buffer.byteLength(page)
}

function written(out: string, bytes: number): string {
  return `${out}: ${Math.ceil(bytes / 1024)} kB, opens without a server.`
}
