import { once } from 'node:events'
import { UsageError } from '../../core/errors.ts'
import type { StrategyFactory } from '../../core/strategy/strategy.ts'
import type { Duration } from '../../core/time.ts'
import { drillStrategy } from '../../strategies/drill.ts'
import { credentialsFromFile, requirePrivate } from '../live/credentials.ts'
import { isLoopback } from '../../gateways/ccxt-exchange.ts'
import { runLive, type LiveOutcome } from '../live/run-live.ts'
import { loadStrategy } from '../trade/load-strategy.ts'
import { readLimits, readTradeConfig, type TradeConfig } from '../trade/trade-config.ts'
import { count } from './format.ts'
import { printJson, printLines, say, type CommonOptions } from './output.ts'
import { keepUntriedRun } from './run-options.ts'

/** Options of `isobar trade` on paper and live. */
export interface TradeLiveOptions extends CommonOptions {
  readonly mode: 'paper' | 'live'
  readonly strategy: string
  readonly config: string
  readonly seed?: number
  readonly journal?: string
  readonly duration?: Duration
  readonly keys?: string
  readonly limits?: string
  readonly liveOrders?: true
  readonly acceptHoldings?: true
  readonly save?: string
}

/** Limits without which nothing is traded live. */
const neededLimits = ['orderNotionalMost', 'positionNotionalMost', 'dailyLossMost'] as const

/** `isobar trade --mode paper|live` */
export async function tradeLive(options: TradeLiveOptions): Promise<void> {
  if (options.journal === undefined)
    throw new UsageError(`--mode ${options.mode} needs a journal: --journal DIR`)
  const config = await configOf(options)
  const factory: StrategyFactory =
    options.strategy === 'drill' ? drillStrategy : await loadStrategy(options.strategy)
  const control = asking()
  const outcome = await endingWith(
    runLive(
      config,
      factory,
      {
        mode: options.mode,
        journal: options.journal,
        duration: options.duration,
        acceptHoldings: options.acceptHoldings === true,
        keys: options.keys === undefined ? {} : await credentialsFromFile(options.keys),
        tell: (line) => say(line, options),
      },
      control,
    ),
  )
  const { strategy, config: configFile } = options
  const files = strategy === 'drill' ? [configFile] : [strategy, configFile]
  await keepUntriedRun('trade', { result: outcome.result, files }, options)
  if (options.json === true)
    printJson({ kind: 'live', ...outcome.status, leftOpen: outcome.leftOpen, run: outcome.run })
  else printLines(...lines(outcome))
}

async function configOf(options: TradeLiveOptions): Promise<TradeConfig> {
  const read = await readTradeConfig(options.config, { mode: options.mode })
  if (read.strategies.length > 0)
    throw new UsageError('strategies: on paper and live one runs, which --strategy names')
  const limits = options.limits === undefined ? read.limits : await readLimits(options.limits)
  const config = { ...read, limits, seed: options.seed ?? read.seed }
  const connections = [...config.venues].map(([name, { connection }]) => ({ name, ...connection }))
  const withKeys = connections.find(({ apiKey, secret }) => apiKey !== '' || secret !== '')
  // Keys of what is served on this machine are no secret.
  if (withKeys !== undefined && !isLoopback(withKeys.url)) await requirePrivate(options.config)
  const strange = connections.find(({ url }) => url !== '' && !isLoopback(url))
  if (strange !== undefined)
    throw new UsageError(
      `venues.${strange.name}.url: expected an address on the loopback interface, got ${strange.url}`,
    )
  if (options.mode === 'paper') return config
  if (options.liveOrders !== true)
    throw new UsageError('live orders are real: say --live-orders if that is what is wanted')
  if (options.limits === undefined)
    throw new UsageError('live trading needs a limits file: --limits FILE')
  const missing = neededLimits.filter((name) => limits[name] === undefined)
  if (missing.length > 0)
    throw new UsageError(`${options.limits}: live trading needs ${missing.join(', ')}`)
  return config
}

/**
 * Work after which the process ends, whatever timers ccxt has left behind: it renews the keys of futures' streams every
 * twenty minutes, also of those that are closed.
 */
async function endingWith<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } finally {
    setTimeout(() => process.exit(), exitWithinMs).unref()
  }
}

const exitWithinMs = 2_000

/** Aborts when the run is asked to end; asked twice the process ends at once, and the next run recovers. */
function asking(): AbortSignal {
  const control = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    void once(process, signal).then(() => {
      control.abort()
      return once(process, signal).then(() => process.exit(128 + (signal === 'SIGINT' ? 2 : 15)))
    })
  }
  return control.signal
}

function lines({ status, run, leftOpen }: LiveOutcome): string[] {
  const { counts } = run
  return [
    ...status.positions.map(
      ({ venue, instrument, quantity, fills }) =>
        `${venue}:${instrument}: position ${quantity} after ${count(fills)} fills`,
    ),
    ...(leftOpen === 0 ? [] : [`${count(leftOpen)} orders could not be cancelled in time`]),
    ...(counts.droppedRows === 0
      ? []
      : [`${count(counts.droppedRows)} rows of market data were dropped`]),
    `${count(status.intents)} intents, ${count(status.ordersSent)} orders sent, ${count(status.fills)} fills since the journal began; ${count(counts.unanswered)} commands of this run without an answer, ${count(counts.provenAbsent)} proven absent.`,
  ]
}
