import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { UsageError } from '../../core/errors.ts'
import { parseInstant, type Instant } from '../../core/time.ts'
import type { RiskLimits } from '../../risk/limits.ts'
import { worldFileError } from '../../stores/data-error.ts'
import { Fields } from './config-fields.ts'

/** What a venue is supposed to be, in a backtest. */
export interface SimulationConfig {
  /** What market data takes to us; `exchange`: what its own times say. */
  readonly feedMs: number | 'exchange'
  readonly orderMs: number
  readonly answerMs: number
  /** Above the constant, lognormal with this deviation of the logarithm; 0: constant. */
  readonly latencySigma: number
  /** `risk-averse`, `power:N`, `log:N`, `front:N`, `order-by-order`. */
  readonly queue: string
  readonly makerFeeBps: number
  readonly takerFeeBps: number
  readonly leverage: number
  /** Lots others draw back for each lot of ours; 0: none. */
  readonly impactShare: number
  readonly impactHalfLifeMs: number
  readonly deposits: Readonly<Record<string, number>>
  /** Probability of each fault of an order or answer. */
  readonly faults: number
  readonly connection: VenueConnection
}

/** How a venue is reached, on paper and live. */
export interface VenueConnection {
  /** ccxt's name of it, where ours is another. */
  readonly exchange: string
  /** Of an exchange that is served on the loopback interface; empty: the real one. */
  readonly url: string
  /** Better from the environment, or a file of mode 0600. */
  readonly apiKey: string
  readonly secret: string
  readonly password: string
  /** ccxt's own options. */
  readonly options: Readonly<Record<string, unknown>>
  /** Says that a person has made sure that the key cannot withdraw, where a venue cannot be asked. */
  readonly withdrawalsChecked: boolean
}

/** Where nothing is said. */
export const noConnection: VenueConnection = {
  exchange: '',
  url: '',
  apiKey: '',
  secret: '',
  password: '',
  options: {},
  withdrawalsChecked: false,
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
  readonly venues: ReadonlyMap<string, SimulationConfig>
  readonly strategy: Readonly<Record<string, unknown>>
  /** Beside every position of a perpetual a stop rests so far beyond its entry; NaN: none. Paper and live. */
  readonly stopBps: number
  /** What is done with orders that a start finds. Paper and live. */
  readonly strays: {
    readonly ours: 'adopt' | 'cancel'
    readonly foreign: 'leave' | 'cancel' | 'refuse'
  }
  readonly limits: RiskLimits
  readonly answerWithinMs: number
  readonly watchEveryMs: number
  readonly flightMostMs: number
  readonly seed: number
}

/**
 * Reads a configuration, YAML or JSON (which is YAML too).
 *
 * @throws UsageError naming the field that is not as it should be, or is not known
 */
export async function readTradeConfig(
  file: string,
  mode: 'backtest' | 'paper' | 'live' = 'backtest',
): Promise<TradeConfig> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  return tradeConfig(parsed(file, text), file, mode)
}

function parsed(file: string, text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    throw new UsageError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
}

/** A configuration out of what was parsed. */
function tradeConfig(
  value: unknown,
  file: string,
  mode: 'backtest' | 'paper' | 'live',
): TradeConfig {
  const fields = new Fields(value, file)
  const reporting = fields.record('reporting')
  const venues = fields.record('venues')
  const config: TradeConfig = {
    recordings: fields.texts('recordings', mode === 'backtest' ? undefined : []),
    from: instantOf(fields, 'from'),
    to: instantOf(fields, 'to'),
    instruments: fields.texts('instruments', []),
    reporting: {
      currency: reporting.text('currency', mode === 'backtest' ? 'USDT' : 'USD'),
      capital: reporting.number('capital', 100_000),
      rates: reporting.free('rates') as Record<string, number | string>,
    },
    venues: new Map(venues.names().map((name) => [name, simulationOf(venues.record(name))])),
    strategy: fields.free('strategy'),
    stopBps: fields.number('stopBps', Number.NaN),
    strays: straysOf(fields.record('strays')),
    limits: limitsOf(fields.record('limits')),
    answerWithinMs: fields.number('answerWithinMs', 5_000),
    watchEveryMs: fields.number('watchEveryMs', 1_000),
    flightMostMs: fields.number('flightMostMs', 5_000),
    seed: fields.number('seed', 1),
  }
  reporting.end()
  fields.end()
  return config
}

function instantOf(fields: Fields, name: string): Instant | undefined {
  const text = fields.text(name, '')
  if (text === '') return undefined
  const instant = parseInstant(text)
  if (instant === undefined) throw fields.fault(name, 'an instant, ISO 8601 or epoch milliseconds')
  return instant
}

function simulationOf(fields: Fields): SimulationConfig {
  const feed = fields.value('feedMs', 0)
  const config: SimulationConfig = {
    feedMs: feed === 'exchange' ? feed : fields.number('feedMs', 5),
    orderMs: fields.number('orderMs', 5),
    answerMs: fields.number('answerMs', 5),
    latencySigma: fields.number('latencySigma', 0),
    queue: fields.text('queue', 'risk-averse'),
    makerFeeBps: fields.number('makerFeeBps', 2),
    takerFeeBps: fields.number('takerFeeBps', 5),
    leverage: fields.number('leverage', 10),
    impactShare: fields.number('impactShare', 0),
    impactHalfLifeMs: fields.number('impactHalfLifeMs', 10_000),
    deposits: fields.free('deposits') as Record<string, number>,
    faults: fields.number('faults', 0),
    connection: {
      exchange: fields.text('exchange', ''),
      url: fields.text('url', ''),
      apiKey: fields.text('apiKey', ''),
      secret: fields.text('secret', ''),
      password: fields.text('password', ''),
      options: fields.free('options'),
      withdrawalsChecked: fields.value('withdrawalsChecked', false) === true,
    },
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
  fields.end()
  return { ours, foreign }
}

const limitNames = [
  'orderNotionalMost',
  'positionNotionalMost',
  'ordersPerSecondMost',
  'collarBps',
  'openOrdersMost',
  'leverageMost',
  'dailyLossMost',
  'drawdownMost',
  'trustLeast',
  'staleAfterMs',
  'depegBps',
] as const

/** Limits of a file of their own. @throws UsageError naming the field that is not as it should be, or is not known */
export async function readLimits(file: string): Promise<RiskLimits> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  return limitsOf(new Fields(parsed(file, text), file))
}

function limitsOf(fields: Fields): RiskLimits {
  const limits: Record<string, number | Record<string, number>> = {}
  for (const name of limitNames) {
    const value = fields.number(name, Number.NaN)
    if (!Number.isNaN(value)) limits[name] = value
  }
  for (const name of ['venueNotionalMost', 'currencyNotionalMost', 'issuerNotionalMost']) {
    const value = fields.free(name) as Record<string, number>
    if (Object.keys(value).length > 0) limits[name] = value
  }
  fields.end()
  return limits
}
