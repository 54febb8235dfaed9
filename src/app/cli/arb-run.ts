import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { nearestDouble } from '../../math/nearest-double.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { listTickFiles } from '../../stores/ticks/list-tick-files.ts'
import type { LatencyOf } from '../../strategies/arbitrage/capture.ts'
import type { MappedQuote } from '../../strategies/arbitrage/quote-rates.ts'
import type { Latencies } from '../arb/arb-arguments.ts'
import type { ArbTapeOptions } from './arb-tape.ts'
import { say } from './output.ts'
import { keepRun, type RunOptions } from './run-options.ts'

/** @returns undefined for a venue of which no latency is told */
export function latencyFrom({ usual, venues }: Latencies): LatencyOf {
  return (venue) => {
    const milliseconds = venues[venue] ?? usual ?? undefined
    return milliseconds === undefined ? undefined : Math.round(milliseconds * 1_000)
  }
}

/** Quote currencies as a result repeats them: `USDT` to `USD:0.9991`. */
export function quoteMapText({
  quoteMap,
}: Pick<ArbTapeOptions, 'quoteMap'>): Record<string, string> {
  return Object.fromEntries(
    [...(quoteMap ?? [])].map(([from, mapped]) => [from, quoteText(mapped)]),
  )
}

function quoteText({ quote, rate }: MappedQuote): string {
  return rate === 'live'
    ? `${quote}:live`
    : `${quote}:${nearestDouble(rate.numerator, rate.denominator)}`
}

/** What a run over a tape leaves. */
interface TapeResult {
  readonly kind: string
  readonly from: number | null
  readonly to: number | null
  readonly parameters: { readonly takerFeeBps: Readonly<Record<string, number>> }
}

/** Enters a run in the trials ledger and saves it, as it was asked for; hashes the files of the tape for that. */
export async function keepTapeRun(
  command: string,
  paths: readonly string[],
  result: TapeResult,
  options: ArbTapeOptions & RunOptions & { readonly transfers?: string },
): Promise<void> {
  if (!options.trials && options.save === undefined) {
    say('not entered in the trials ledger', options)
    return
  }
  const beside = [options.fees, options.transfers].filter((file) => file !== undefined)
  const files: string[] = []
  for (const path of paths) files.push(...(await inputsBelow(path)))
  await keepRun(
    command,
    {
      result: { ...result },
      files: [...files, ...beside],
      instruments: Object.keys(result.parameters.takerFeeBps),
      period: {
        ...(result.from === null ? {} : { from: result.from }),
        ...(result.to === null ? {} : { to: result.to }),
      },
    },
    {
      ...options,
      quoteMap: quoteMapText(options),
      class: Object.fromEntries(options.class ?? []),
      baseMap: Object.fromEntries(options.baseMap ?? []),
    } as RunOptions,
  )
}

async function inputsBelow(path: string): Promise<readonly string[]> {
  if (existsSync(join(path, manifestName))) return [join(path, manifestName)]
  return statSync(path).isDirectory() ? listTickFiles([path]) : [path]
}
