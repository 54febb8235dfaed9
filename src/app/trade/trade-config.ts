import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { errorText, UsageError } from '../../core/errors.ts'
import { parseInstant, type Instant } from '../../core/time.ts'
import { usualStaleAfterMs } from '../../risk/book-guards.ts'
import { usualTrustLeast } from '../../risk/book-trust.ts'
import type { RiskLimits } from '../../risk/limits.ts'
import { worldFileError } from '../../stores/data-error.ts'
import { alertsConfig, type AlertsConfig } from '../operations/alerts-config.ts'
import { Fields, notNegative, positive, share, type AskedField } from './config-fields.ts'
import { venueConfig, type VenueConfig } from './venue-config.ts'

/** One of several strategies of a run. */
export interface StrategyConfig {
  readonly file: string
  /** Instead of what it calls itself. */
  readonly name: string | undefined
  readonly settings: Readonly<Record<string, unknown>>
}

/** Positions when the switch is thrown: left as they are, or closed at the market. */
type KillAction = 'freeze' | 'flatten'

interface KillSwitchConfig {
  readonly onSignal: KillAction
  readonly onLoss: KillAction
}

/** A configuration of `isobar trade`. */
export interface TradeConfig {
  readonly recordings: readonly string[]
  readonly from: Instant | undefined
  readonly to: Instant | undefined
  /** `venue:BASE-QUOTE`; all where empty. */
  readonly instruments: readonly string[]
  readonly reporting: {
    readonly currency: string
    readonly capital: number
    /** A figure, or the instrument whose mid it is. */
    readonly rates: Readonly<Record<string, number | string>>
  }
  /** By name; `*` is every other. */
  readonly venues: ReadonlyMap<string, VenueConfig>
  /** Settings of the one strategy that the command line names. */
  readonly strategy: Readonly<Record<string, unknown>>
  /** Beside every position of a perpetual a stop rests so far beyond its entry; NaN: none. Paper and live. */
  readonly stopBps: number
  /** Markets that tell what a currency is worth and are not traded, `venue:BASE-QUOTE`. Paper and live. */
  readonly marks: readonly string[]
  /** What a signal from outside and a loss beyond its limit do besides cancelling every order. Paper and live. */
  readonly killSwitch: KillSwitchConfig
  /** Who is told when something goes wrong. Paper and live. */
  readonly alerts: AlertsConfig
  /** What is done with orders that a start finds. Paper and live. */
  readonly strays: {
    readonly ours: 'adopt' | 'cancel'
    readonly foreign: 'leave' | 'cancel' | 'refuse'
    /** Positions of an earlier run that this one cannot look at. */
    readonly held: 'refuse' | 'leave'
  }
  /** Several in one run; none where the command line names it. */
  readonly strategies: readonly StrategyConfig[]
  readonly limits: RiskLimits
  readonly answerWithinMs: number
  readonly watchEveryMs: number
  readonly flightMostMs: number
  readonly seed: number
}

/** Files a configuration names that say what is supposed: measured latencies and clocks, each once. */
export function measuredFiles({ venues }: Pick<TradeConfig, 'venues'>): readonly string[] {
  const files = [...venues.values()].flatMap(
    ({ feed, orders, cancels, answers, usual, instruments }) => [
      ...[feed, orders, cancels, answers].map((latency) =>
        typeof latency === 'object' && latency.kind === 'recorded' ? latency.file : undefined,
      ),
      ...[usual, ...instruments.values()].map(({ clockSkewFile }) => clockSkewFile),
    ],
  )
  return [...new Set(files.filter((file) => file !== undefined))]
}

/** What a configuration is for: what is usual differs. */
type TradeMode = 'backtest' | 'paper' | 'live'

interface ReadTradeConfig {
  readonly mode?: TradeMode
  /** Is told of every field that is looked for. */
  readonly note?: (field: AskedField) => void
}

/**
 * Reads a configuration, YAML or JSON (which is YAML too).
 *
 * @throws UsageError naming the field that is not as it should be, or is not known
 */
export async function readTradeConfig(
  file: string,
  { mode = 'backtest', note }: ReadTradeConfig = {},
): Promise<TradeConfig> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  return tradeConfig(new Fields(parsed(file, text), file, { path: '', note }), mode)
}

/** The same of what is there as a record. @param told what it is called where it is not as it should be */
export function tradeConfigOf(record: object, told: string): TradeConfig {
  return tradeConfig(new Fields(record, told), 'backtest')
}

function parsed(file: string, text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    throw new UsageError(`${file}: ${errorText(cause)}`)
  }
}

/** A configuration out of what was parsed. */
function tradeConfig(fields: Fields, mode: TradeMode): TradeConfig {
  const reporting = fields.record('reporting')
  const config: TradeConfig = {
    recordings: fields.texts('recordings', mode === 'backtest' ? undefined : []),
    from: instantOf(fields, 'from'),
    to: instantOf(fields, 'to'),
    instruments: fields.texts('instruments', []),
    reporting: {
      currency: reporting.text('currency', mode === 'backtest' ? 'USDT' : 'USD'),
      capital: reporting.number('capital', 100_000, positive),
      rates: ratesOf(reporting),
    },
    venues: new Map([...fields.named('venues')].map(([name, each]) => [name, venueConfig(each)])),
    strategy: fields.free('strategy'),
    stopBps: fields.number('stopBps', Number.NaN, positive),
    marks: fields.texts('marks', []),
    killSwitch: killSwitchOf(fields.record('killSwitch')),
    alerts: alertsConfig(fields.record('alerts')),
    strays: straysOf(fields.record('strays')),
    strategies: strategiesOf(fields),
    limits: limitsOf(fields.record('limits')),
    answerWithinMs: fields.number('answerWithinMs', 5_000, positive),
    watchEveryMs: fields.number('watchEveryMs', 1_000, positive),
    flightMostMs: fields.number('flightMostMs', 5_000, notNegative),
    seed: wholeNumber(fields, 'seed', 1),
  }
  reporting.end()
  fields.end()
  const { recordings, from, to } = config
  if (mode === 'backtest' && recordings.length === 0)
    throw fields.fault('recordings', 'one folder or more')
  if (from !== undefined && to !== undefined && from >= to) throw fields.fault('to', 'after from')
  return config
}

/** By currency a figure above zero, or text that names instruments. */
function ratesOf(reporting: Fields): TradeConfig['reporting']['rates'] {
  const free = reporting.free('rates')
  const rates = Object.entries(free).map(([currency, rate]): [string, number | string] => {
    if (typeof rate === 'string' && rate.trim() !== '') return [currency, rate]
    if (typeof rate === 'number' && Number.isFinite(rate) && rate > 0) return [currency, rate]
    throw new UsageError(
      `reporting.rates.${currency}: expected a number above zero, an instrument or A / B, got ${JSON.stringify(rate)}`,
    )
  })
  return Object.fromEntries(rates)
}

function instantOf(fields: Fields, name: string): Instant | undefined {
  const text = fields.text(name, '')
  if (text === '') return undefined
  const instant = parseInstant(text)
  if (instant === undefined) throw fields.fault(name, 'an instant, ISO 8601 or epoch milliseconds')
  return instant
}

function wholeNumber(fields: Fields, name: string, usual: number): number {
  const value = fields.number(name, usual, notNegative)
  if (!Number.isSafeInteger(value)) throw fields.fault(name, 'a whole number')
  return value
}

function strategiesOf(fields: Fields): readonly StrategyConfig[] {
  if (fields.has('strategies') && fields.has('strategy')) {
    throw fields.fault('strategy', 'nothing beside strategies, which have settings of their own')
  }
  return fields.list('strategies').map((each) => {
    const [file, name] = [each.text('file', ''), each.text('name', '')]
    if (file === '') throw each.fault('file', 'a strategy file')
    const settings = each.free('settings')
    each.end()
    return { file, name: name === '' ? undefined : name, settings }
  })
}

function killSwitchOf(fields: Fields): KillSwitchConfig {
  const actions = ['freeze', 'flatten'] as const
  const config = {
    onSignal: fields.choice('onSignal', actions, 'freeze'),
    onLoss: fields.choice('onLoss', actions, 'freeze'),
  }
  fields.end()
  return config
}

function straysOf(fields: Fields): TradeConfig['strays'] {
  const ours = fields.text('ours', 'adopt')
  const foreign = fields.text('foreign', 'leave')
  if (ours !== 'adopt' && ours !== 'cancel') throw fields.fault('ours', 'adopt or cancel')
  if (foreign !== 'leave' && foreign !== 'cancel' && foreign !== 'refuse')
    throw fields.fault('foreign', 'leave, cancel or refuse')
  const held = fields.choice('held', ['refuse', 'leave'] as const, 'refuse')
  fields.end()
  return { ours, foreign, held }
}

/**
 * Zero holds everything back where it limits an amount; as a distance it is no limit, but of stops: none. Of trust and silence,
 * which are watched whatever is said, it is the word that they are not.
 */
const limitRanges = {
  orderNotionalMost: notNegative,
  positionNotionalMost: notNegative,
  ordersPerSecondMost: notNegative,
  collarBps: positive,
  openOrdersMost: notNegative,
  leverageMost: notNegative,
  dailyLossMost: notNegative,
  drawdownMost: notNegative,
  trustLeast: share,
  staleAfterMs: notNegative,
  depegBps: positive,
  stopBps: notNegative,
} as const

/** What is in force where nothing is said. */
const usualLimits: Readonly<Record<string, number>> = {
  trustLeast: usualTrustLeast,
  staleAfterMs: usualStaleAfterMs,
}

/** A configuration with limits of a file beside it: each field there goes before its own, whole; the others stay. */
export function limitedBy(config: TradeConfig, named: RiskLimits): TradeConfig {
  return { ...config, limits: { ...config.limits, ...named } }
}

/** Limits of a file of their own, none without one; by themselves or under `limits` as in a configuration. @throws UsageError naming the field that is not as it should be, or is not known */
export async function readLimits(file: string | undefined): Promise<RiskLimits> {
  if (file === undefined) return {}
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  const fields = new Fields(parsed(file, text), file)
  if (!fields.has('limits')) return limitsOf(fields)
  const limits = limitsOf(fields.record('limits'))
  const other = fields.names().find((name) => name !== 'limits')
  if (other === undefined) return limits
  throw new UsageError(`${file}: ${other}: expected nothing beside limits, in a file of limits`)
}

function limitsOf(fields: Fields): RiskLimits {
  const limits: Record<string, number | Record<string, number>> = {}
  for (const [name, range] of Object.entries(limitRanges)) {
    const value = fields.number(name, usualLimits[name] ?? Number.NaN, range)
    if (fields.has(name)) limits[name] = value
  }
  for (const name of ['venueNotionalMost', 'currencyNotionalMost', 'issuerNotionalMost']) {
    const value = fields.numbers(name, notNegative)
    // None by name, said, is what a file of limits lifts those of a configuration by.
    if (fields.has(name)) limits[name] = value
  }
  fields.end()
  return limits
}
