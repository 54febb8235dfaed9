import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { ArbitrageScanResult, ScanParameters } from '../../research/arbitrage/scan-result.ts'
import { scanTape } from '../../research/arbitrage/scan.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { listTickFiles } from '../../stores/ticks/list-tick-files.ts'
import type { MappedQuote } from '../../strategies/arbitrage/quote-rates.ts'
import type { LatencyOf } from '../../strategies/arbitrage/capture.ts'
import { nearestDouble } from '../../math/nearest-double.ts'
import type { Latencies } from '../arb/arb-arguments.ts'
import { openArbTape, withArbTapeOptions, type ArbTapeOptions } from './arb-tape.ts'
import { scanLines } from './arb-lines.ts'
import { wholeNumber } from './arguments.ts'
import { count } from './format.ts'
import { printJson, printLines, say, withCommonOptions } from './output.ts'
import { keepRun, withRunOptions, type RunOptions } from './run-options.ts'

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
  await keepScan(paths, result, options)
  if (options.json === true) printJson(result)
  else printLines(...scanLines(result))
  if (result.from === null) process.exitCode = 5
}

const tellEveryMs = 2_000

/** @returns undefined for a venue of which no latency is told */
function latencyFrom({ usual, venues }: Latencies): LatencyOf {
  return (venue) => {
    const milliseconds = venues[venue] ?? usual ?? undefined
    return milliseconds === undefined ? undefined : Math.round(milliseconds * 1_000)
  }
}

function parametersOf(options: ScanCliOptions): Omit<ScanParameters, 'takerFeeBps'> {
  return {
    minEdgeBps: options.minEdgeBps,
    staleMs: options.staleMs,
    latencyMs: options.latencyMs ?? null,
    quoteMap: Object.fromEntries(
      [...(options.quoteMap ?? [])].map(([from, mapped]) => [from, quoteText(mapped)]),
    ),
    basis: options.basis === true,
    cycleLegsMost: options.cycles,
  }
}

function quoteText({ quote, rate }: MappedQuote): string {
  return rate === 'live'
    ? `${quote}:live`
    : `${quote}:${nearestDouble(rate.numerator, rate.denominator)}`
}

async function keepScan(
  paths: readonly string[],
  result: ArbitrageScanResult,
  options: ScanCliOptions,
): Promise<void> {
  if (!options.trials && options.save === undefined) {
    say('not entered in the trials ledger', options)
    return
  }
  const files: string[] = []
  for (const path of paths) files.push(...(await inputsBelow(path)))
  const { class: classOf, baseMap } = options
  await keepRun(
    'arb scan',
    {
      result: { ...result },
      files: options.fees === undefined ? files : [...files, options.fees],
      instruments: Object.keys(result.parameters.takerFeeBps),
      period: {
        ...(result.from === null ? {} : { from: result.from }),
        ...(result.to === null ? {} : { to: result.to }),
      },
    },
    {
      ...options,
      quoteMap: result.parameters.quoteMap,
      class: Object.fromEntries(classOf ?? []),
      baseMap: Object.fromEntries(baseMap ?? []),
    } as RunOptions,
  )
}

async function inputsBelow(path: string): Promise<readonly string[]> {
  if (existsSync(join(path, manifestName))) return [join(path, manifestName)]
  return statSync(path).isDirectory() ? listTickFiles([path]) : [path]
}
