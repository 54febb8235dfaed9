import { feeBpsInWords, isFeeBps } from '../../core/basis-points.ts'
import type { Currency } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import { requireNames } from '../../core/required-names.ts'
import { numberSetting } from '../../core/strategy/settings.ts'
import type { StrategySetup } from '../../core/strategy/strategy.ts'
import type { Duration } from '../../core/time.ts'
import type { TradeRules } from './decide-trade.ts'
import type { DetectorSettings } from './detector.ts'
import { fractionOf, one } from './fraction.ts'
import { listedTerms } from './listed-terms.ts'
import type { MappedQuote } from './quote-rates.ts'
import type { Listed } from './terms.ts'

/** Units by venue and currency. */
export type Inventory = Readonly<Record<string, Readonly<Record<Currency, number>>>>

/** The settings of the strategy `arbitrage`, as they are used. */
export interface ArbitrageSettings {
  readonly detector: DetectorSettings
  readonly rules: TradeRules
  /** By the indexes of the engine. */
  readonly listed: readonly Listed[]
  /** What may be used; undefined: `capital` worth of base and of quote at each venue. */
  readonly inventory: Inventory | undefined
  readonly capital: number
  /** What orders take to a venue, for the forecast of capture; NaN: it learns from what is tried alone. */
  readonly latencyMsOf: (venue: string) => number
  /** Between attempts to undo what was left of one leg. */
  readonly repairEvery: Duration
}

/**
 * Reads the settings of the strategy: those of `arb backtest`, under the same names.
 *
 * @throws UsageError naming the setting that is missing or is not what it should be
 */
export function arbitrageSettings(setup: StrategySetup): ArbitrageSettings {
  const number = (name: string, usual?: number): number => notBelowZero(setup, name, usual)
  // A rebate is a fee below zero.
  const takerFeeBps = feeByVenue(setup)
  const minNotional = least(setup, 'minNotional')
  const minQuantity = least(setup, 'minQuantity')
  const isLatencyTold = setup.settings['latencyMs'] !== undefined
  const latencyMs = isLatencyTold ? byVenue(setup, 'latencyMs', { least: 0 }) : () => NaN
  const bases = basesOf(setup)
  const notional = number('notional', 10_000)
  return {
    detector: {
      minEdgeBps: numberSetting(setup, 'minEdgeBps', 0),
      staleAfter: Math.round(number('staleMs', 2_000) * 1_000),
      quoteMap: quoteMapOf(setup),
      withBasis: false,
      cycleLegsMost: 0,
      ...(bases === undefined ? {} : { bases }),
    },
    rules: {
      notionalMost: notional,
      inventoryBps: number('inventoryBps', 0),
      profitLeast: number('profitLeast', 0),
      nakedMost: number('nakedMost', 3 * notional),
      lookAgainAfter: Math.round(number('lookAgainMs', 1_000) * 1_000) as Duration,
    },
    listed: setup.instruments.map((instrument, index) => ({
      instrument,
      symbol: instrument.name,
      terms: {
        takerFeeBps: takerFeeBps(instrument),
        ...listedTerms(instrument, setup.leastOrders?.[index] ?? {}),
        minNotional: minNotional(instrument),
        minQuantity: minQuantity(instrument),
      },
    })),
    latencyMsOf: (venue) => latencyMs({ venue }),
    inventory: inventoryOf(setup),
    capital: number('capital', 10_000),
    repairEvery: Math.round(number('repairSeconds', 5) * 1e6) as Duration,
  }
}

function notBelowZero(setup: StrategySetup, name: string, usual?: number): number {
  const value = numberSetting(setup, name, usual)
  if (value >= 0) return value
  throw wrong(name, `a number that is not below zero, got ${value}`)
}

function feeByVenue(setup: StrategySetup): (instrument: Instrument) => number {
  const told = byVenue(setup, 'takerFeeBps')
  return (instrument) => {
    const bps = told(instrument)
    if (isFeeBps(bps)) return bps
    throw wrong('takerFeeBps', `${feeBpsInWords} for ${instrument.venue}, got ${bps}`)
  }
}

/** Least orders may be told of an instrument, `venue:BASE-QUOTE`, which goes before its venue; else they are what is known. */
function least(setup: StrategySetup, name: keyof LeastOrder): (instrument: Instrument) => number {
  const known = new Map<object, number | undefined>(
    setup.instruments.map((each, index) => [
      each,
      listedTerms(each, setup.leastOrders?.[index] ?? {})[name],
    ]),
  )
  const places = setup.instruments.map(placeOf)
  return byVenue(setup, name, { usual: (place) => known.get(place) ?? 0, least: 0, places })
}

function placeOf({ venue, name }: Instrument): string {
  return `${venue}:${name}`
}

/** What a number by venue may be, and where else it may be told. */
interface VenueNumber {
  /** Where nothing is told; none: something has to be. */
  readonly usual?: (place: object) => number
  readonly least?: number
  /** `venue:BASE-QUOTE`, where it may be of one instrument. */
  readonly places?: readonly string[]
}

/** A number for all venues, or by venue with `*` for every other. */
function byVenue(
  { settings, instruments }: StrategySetup,
  name: string,
  { usual, least: from = -Infinity, places = [] }: VenueNumber = {},
): (place: Pick<Instrument, 'venue'> & { readonly name?: string }) => number {
  const told = settings[name] ?? (usual === undefined ? undefined : {})
  const byPlace = isRecord(told) ? told : { '*': told }
  requireNames(`strategy.${name}`, Object.keys(byPlace), [
    ...instruments.map(({ venue }) => venue),
    ...places,
    '*',
  ])
  for (const [place, value] of Object.entries(byPlace)) {
    if (typeof value !== 'number' || !(value < from)) continue
    const of = isRecord(told) ? `${name}.${place}` : name
    throw wrong(of, `a number that is not below zero, got ${value}`)
  }
  return (place) => {
    const { venue, name: called } = place
    const own = byPlace[`${venue}:${called}`] ?? byPlace[venue] ?? byPlace['*']
    const value = own ?? usual?.(place)
    if (typeof value === 'number' && Number.isFinite(value)) return value
    throw wrong(name, `a number, or numbers by venue with one for ${venue}`)
  }
}

/** `USDT: USD`, `USDT: USD:0.9991`, `USDT: USD:live`. */
function quoteMapOf({ settings }: StrategySetup): ReadonlyMap<Currency, MappedQuote> {
  const told = settings['quoteMap'] ?? {}
  if (!isRecord(told)) throw wrong('quoteMap', 'currencies by currency, like { USDT: USD:live }')
  const map = new Map<Currency, MappedQuote>()
  for (const [from, to] of Object.entries(told)) {
    const [quote, rate] = String(to).split(':') as [string, string | undefined]
    const isRate = rate === undefined || rate === 'live' || Number(rate) > 0
    if (!/^[A-Z0-9]+$/.test(quote) || !isRate || quote in told) {
      throw wrong(`quoteMap.${from}`, 'a currency that is not mapped itself, a rate or live behind')
    }
    const exact = rate === undefined ? one : rate === 'live' ? rate : fractionOf(Number(rate))
    map.set(from, { quote, rate: exact })
  }
  return map
}

function basesOf({ settings }: StrategySetup): ReadonlySet<Currency> | undefined {
  const told = settings['bases']
  if (told === undefined) return undefined
  const isList = Array.isArray(told) && told.every((each) => typeof each === 'string')
  if (!isList) throw wrong('bases', 'a list of currencies')
  return new Set(told)
}

function inventoryOf({ settings, instruments }: StrategySetup): Inventory | undefined {
  const told = settings['inventory']
  if (told === undefined) return undefined
  const isInventory =
    isRecord(told) &&
    Object.values(told).every(
      (each) =>
        isRecord(each) &&
        Object.values(each).every((units) => typeof units === 'number' && units >= 0),
    )
  if (!isInventory) throw wrong('inventory', 'units by venue and currency')
  const inventory = told as Inventory
  requireNames(
    'strategy.inventory',
    Object.keys(inventory),
    instruments.map(({ venue }) => venue),
  )
  for (const [venue, units] of Object.entries(inventory)) {
    const there = instruments.filter((instrument) => instrument.venue === venue)
    const known = there.flatMap(({ base, quote }) => [base, quote])
    requireNames(`strategy.inventory.${venue}`, Object.keys(units), known)
  }
  return inventory
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(name: string, expected: string): UsageError {
  return new UsageError(`strategy.${name}: expected ${expected}`)
}
