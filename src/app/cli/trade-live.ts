import { IsobarError, UsageError } from '../../core/errors.ts'
import type { Duration } from '../../core/time.ts'
import {
  credentialsFromFile,
  requirePrivate,
  secretsOf,
  type Credentials,
} from '../live/credentials.ts'
import { isLoopback } from '../../gateways/ccxt-exchange.ts'
import type { TradeRun } from '../../protocol/trade-run.ts'
import { raiseOwnPriority } from '../live/own-priority.ts'
import { runLive, type HeldAtoms, type LiveOutcome } from '../live/run-live.ts'
import { bareInWords } from '../live/unprotected.ts'
import { withEnvironment } from '../operations/alerts-config.ts'
import { openOperations, type Operations } from '../operations/operations.ts'
import { redactError } from '../operations/redactor.ts'
import type { LogLevel } from '../operations/run-log.ts'
import type { PlacedStrategy } from '../trade/built-strategies.ts'
import { limitedBy, readLimits, readTradeConfig, type TradeConfig } from '../trade/trade-config.ts'
import { askedToEnd, leaveSoon } from './asked-to-end.ts'
import { count, counted, money } from './format.ts'
import { Interrupted } from './interruption.ts'
import { goOnUnread } from './lost-readers.ts'
import { loadStrategies, wantedStrategies } from './run-strategies.ts'
import { signalSwitch } from './signal-switch.ts'
import { printJson, printLines, say, type CommonOptions } from './output.ts'
import { keepUntriedRun } from './run-options.ts'
import { openOrderLines, positionLines } from './position-lines.ts'
import { strategyLines } from './trade-lines.ts'

/** Options of `isobar trade` on paper and live. */
export interface TradeLiveOptions extends CommonOptions {
  readonly mode: 'paper' | 'live'
  readonly strategy?: string
  readonly config: string
  readonly seed?: number
  readonly journal?: string
  readonly duration?: Duration
  readonly keys?: string
  readonly limits?: string
  readonly liveOrders?: true
  readonly acceptHoldings?: true
  readonly metrics?: number
  readonly log?: string
  readonly logLevel?: LogLevel
  readonly save?: string
}

/** Limits without which nothing is traded live. */
const neededLimits = ['orderNotionalMost', 'positionNotionalMost', 'dailyLossMost'] as const

/** `isobar trade --mode paper|live` */
export async function tradeLive(options: TradeLiveOptions): Promise<void> {
  const { outcome, files } = await runTrade(options, async (config) => {
    const wanted = wantedStrategies(options.strategy, config)
    return { config, strategies: await loadStrategies(wanted) }
  })
  const told = lines(outcome)
  const saved: TradeRun = { ...outcome.result, summary: told.join('\n') }
  await keepUntriedRun('trade', { result: saved, files }, options)
  const { status, leftOpen, unprotected, run } = outcome
  if (options.json === true) printJson({ kind: 'live', ...status, leftOpen, unprotected, run })
  else printLines(...told)
  const failed = leftCode(outcome)
  if (failed !== undefined) process.exitCode = failed
  leaveSoon()
}

/**
 * How a run ends that leaves behind what it should not: a venue did not end an order, or has no stop of ours (1), unless
 * risk would not have one (4). Undefined where nothing is left.
 */
export function leftCode({ leftOpen, unprotected }: LiveOutcome): 1 | 4 | undefined {
  if (leftOpen > 0) return 1
  if (unprotected.length === 0) return undefined
  return unprotected.every(({ isRefusedByRisk }) => isRefusedByRisk) ? 4 : 1
}

/** What came of it. */
interface RanTrade {
  readonly outcome: LiveOutcome
  readonly files: readonly string[]
  /** The signal that ended it; undefined: none did. */
  readonly interrupted: Interrupted | undefined
}

/** What a run trades, of the configuration that was read. */
interface TradedParts {
  readonly config: TradeConfig
  readonly strategies: readonly (PlacedStrategy & { readonly files: readonly string[] })[]
  /** Ends the run when it aborts. */
  readonly until?: AbortSignal
  readonly onAccounts?: (held: HeldAtoms) => void
  /** Called when nothing is wrong with all this, before there is a journal. */
  readonly beforeJournal?: () => Promise<void>
}

/**
 * Runs strategies on paper or live under everything that holds for `isobar trade`: limits, keys, the journal, the switch. Whoever
 * asked for it leaves soon once all is told.
 *
 * @throws UsageError where the options do not allow what the mode asks for
 */
export async function runTrade(
  options: TradeLiveOptions,
  partsOf: (config: TradeConfig) => Promise<TradedParts>,
): Promise<RanTrade> {
  if (options.journal === undefined)
    throw new UsageError(`--mode ${options.mode} needs a journal: --journal DIR`)
  const { config, strategies, until, ...hooks } = await partsOf(await configOf(options))
  let left: (() => readonly string[]) | undefined
  let operations: Operations | undefined
  const lastWords = (): void => {
    operations?.sayHeld()
    say(
      'ended at once, as asked again; the next start with this journal finds what is left',
      options,
    )
    for (const line of left?.() ?? []) say(`left open: ${line}`, options)
  }
  // Orders are out there: nobody's terminal or `head` ends them.
  goOnUnread()
  const control = askedToEnd({ until, lastWords })
  const throwing = signalSwitch()
  const keys = options.keys === undefined ? {} : await credentialsFromFile(options.keys)
  const looking = await operationsOf(options, config, keys)
  operations = looking
  if (raiseOwnPriority()) looking.tellOthers('this process goes before others of this machine')
  const outcome = await endingWith(
    runLive(
      config,
      strategies,
      {
        mode: options.mode,
        journal: options.journal,
        duration: options.duration,
        acceptHoldings: options.acceptHoldings === true,
        keys,
        operations: looking,
        ...hooks,
        onLeft: (given) => void (left = given),
        onSwitch: (thrown) => throwing.listen(thrown),
      },
      control,
    ).catch((cause: unknown) => {
      // What it waited for was told while it did.
      if (cause instanceof IsobarError && cause.code === 'refused') control.throwIfAborted()
      throw redactError(cause, looking.redact)
    }),
    looking,
  )
  // Told already where anything is; that it is quiet is no reason to leave orders behind without a word.
  if (options.quiet === true) for (const line of leftWords(outcome)) say(line, {})
  const files = [
    ...new Set(strategies.flatMap(({ files: own }) => own)),
    options.config,
    ...(options.limits === undefined ? [] : [options.limits]),
  ]
  const reason: unknown = control.reason
  return { outcome, files, interrupted: reason instanceof Interrupted ? reason : undefined }
}

/** What a run leaves behind, whatever else it came to. */
function leftWords({ left, unprotected }: LiveOutcome): string[] {
  return [...left, ...unprotected.map(bareInWords)]
}

function operationsOf(
  options: TradeLiveOptions,
  config: TradeConfig,
  keys: Readonly<Record<string, Credentials>>,
): Promise<Operations> {
  const alerts = withEnvironment(config.alerts, process.env)
  const connections = [...config.venues].map(([name, { connection }]) => ({ name, ...connection }))
  return openOperations({
    run: `${options.mode} ${options.journal}`,
    secrets: [...secretsOf(connections, keys, process.env), alerts.webhook, alerts.telegram.token],
    alerts,
    log: options.log,
    logLevel: options.logLevel ?? 'info',
    metricsPort: options.metrics,
    say: (line) => say(line, options),
  }).then((operations) => {
    if (operations.address !== undefined) say(`metrics at ${operations.address}`, options)
    return operations
  })
}

async function configOf(options: TradeLiveOptions): Promise<TradeConfig> {
  const read = await readTradeConfig(options.config, { mode: options.mode })
  const named = await readLimits(options.limits)
  const config = { ...limitedBy(read, named), seed: options.seed ?? read.seed }
  const connections = [...config.venues].map(([name, { connection }]) => ({ name, ...connection }))
  const withKeys = connections.find(({ apiKey, secret }) => apiKey !== '' || secret !== '')
  // Keys of what is served on this machine are no secret.
  const { webhook, telegram } = config.alerts
  // Who knows an address or a token may write in our name.
  const hasTold = telegram.token !== '' || (webhook !== '' && !isLoopback(webhook))
  if (hasTold || (withKeys !== undefined && !isLoopback(withKeys.url)))
    await requirePrivate(options.config)
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
  // By the file itself: a configuration may have been written for paper.
  const missing = neededLimits.filter((name) => named[name] === undefined)
  if (missing.length > 0)
    throw new UsageError(`${options.limits}: live trading needs ${missing.join(', ')}`)
  return config
}

async function endingWith<T>(work: Promise<T>, operations: Operations): Promise<T> {
  let isDone = false
  try {
    const outcome = await work
    isDone = true
    return outcome
  } finally {
    await operations.close()
    // Who has an outcome leaves once it is told.
    if (!isDone) leaveSoon()
  }
}

function lines(outcome: LiveOutcome): string[] {
  const { status, run, result } = outcome
  const { counts } = run
  const held = positionLines(status)
  return [
    ...held,
    ...(held.length === 0 ? [] : ['']),
    ...openOrderLines(status),
    ...strategyLines(result, status.killed === null && outcome.leftOpen === 0),
    ...thisRunLine(result),
    ...leftWords(outcome),
    ...(counts.droppedRows === 0
      ? []
      : [`${counted(counts.droppedRows, 'row')} of market data dropped`]),
    `${status.mode}: ${counted(status.intents, 'order')} decided on, ${count(status.ordersSent)} sent, ${counted(status.fills, 'fill')} since the journal began; ${counted(counts.unanswered, 'command')} of this run without an answer, ${count(counts.provenAbsent)} proven absent.`,
  ]
}

/** What this run alone has come to, and its equity, which goes on from the journal's earlier runs. */
function thisRunLine({ conclusion, equity, reporting }: LiveOutcome['result']): string[] {
  const { currency, capital } = reporting
  return [
    `this run: ${conclusion} Equity ${money(equity)} ${currency}, of ${money(capital)} when the journal began.`,
  ]
}
