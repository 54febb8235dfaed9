import type { Command } from 'commander'
import type { ScanParameters } from '../../research/arbitrage/scan-result.ts'
import { scanTape } from '../../research/arbitrage/scan.ts'
import { keepTapeRun, latencyFrom, quoteMapText } from './arb-run.ts'
import { openArbTape, withArbTapeOptions, type ArbTapeOptions } from './arb-tape.ts'
import { scanLines } from './arb-lines.ts'
import { wholeNumber } from './arguments.ts'
import { count } from './format.ts'
import { printJson, printLines, say, withCommonOptions } from './output.ts'
import { withRunOptions, type RunOptions } from './run-options.ts'

interface ScanCliOptions extends ArbTapeOptions, RunOptions {
  readonly cycles: number
  readonly hourly?: true
}

/** `isobar arb scan` */
export function addArbScan(arb: Command): void {
  const command = arb
    .command('scan <dir|file...>')
    .description(
      'what could be bought at one venue and sold at another for more than both fees, on every update\nof recordings, files of ticks, folders of them',
    )
    .option(
      '--cycles <legs>',
      'longest way round through currencies; 0: none',
      wholeNumber(0, 4),
      3,
    )
    .option('--hourly', 'what there was in each hour')
  withRunOptions(
    withCommonOptions(
      withArbTapeOptions(command),
      'isobar arb scan ticks --fees fees.json --quote-map USDT=USD:live --latency-ms 50',
    ),
  ).action(scan)
}

async function scan(paths: string[], options: ScanCliOptions): Promise<void> {
  const tape = await openArbTape(paths, options)
  const program = scanTape({
    detector: {
      minEdgeBps: options.minEdgeBps,
      staleAfter: Math.round(options.staleMs * 1_000),
      quoteMap: options.quoteMap ?? new Map(),
      withBasis: options.basis === true,
      cycleLegsMost: options.cycles,
      ...(options.bases === undefined ? {} : { bases: new Set(options.bases) }),
    },
    latencyOf: options.latencyMs === undefined ? undefined : latencyFrom(options.latencyMs),
    parameters: parametersOf(options),
    isHourly: options.hourly === true,
    notes: tape.notes,
  })
  program.next()
  let told = Date.now()
  for await (const batch of tape.batches) {
    const step = program.next(batch)
    if (step.done === true || Date.now() - told < tellEveryMs) continue
    told = Date.now()
    if (process.stderr.isTTY) say(`${count(step.value.events)} rows`, options)
  }
  const last = program.next(undefined)
  if (last.done !== true) throw new Error('a scan ends with its tape')
  const result = last.value
  await keepTapeRun('arb scan', paths, result, options)
  if (options.json === true) printJson(result)
  else printLines(...scanLines(result))
  if (result.from === null) process.exitCode = 5
}

const tellEveryMs = 2_000

function parametersOf(options: ScanCliOptions): Omit<ScanParameters, 'takerFeeBps'> {
  return {
    minEdgeBps: options.minEdgeBps,
    staleMs: options.staleMs,
    latencyMs: options.latencyMs ?? null,
    quoteMap: quoteMapText(options),
    basis: options.basis === true,
    cycleLegsMost: options.cycles,
  }
}
