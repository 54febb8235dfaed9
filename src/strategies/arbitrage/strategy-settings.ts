import type { Currency } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import { quantityOf, type Lots } from '../../core/price.ts'
import { requireNames } from '../../core/required-names.ts'
import { numberSetting } from '../../core/strategy/settings.ts'
import type { StrategySetup } from '../../core/strategy/strategy.ts'
import type { Duration } from '../../core/time.ts'
import type { TradeRules } from './decide-trade.ts'
import type { DetectorSettings } from './detector.ts'
import { fractionOf, one } from './fraction.ts'
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
  const number = (name: string, usual?: number): number => numberSetting(setup, name, usual)
  const takerFeeBps = byVenue(setup, 'takerFeeBps')
  const minNotional = byVenue(setup, 'minNotional', 0)
  const minQuantity = byVenue(setup, 'minQuantity', 0)
  const isLatencyTold = setup.settings['latencyMs'] !== undefined
  const latencyMs = isLatencyTold ? byVenue(setup, 'latencyMs') : () => NaN
  const bases = basesOf(setup)
  const notional = number('notional', 10_000)
  return {
    detector: {
      minEdgeBps: number('minEdgeBps', 0),
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
    listed: setup.instruments.map((instrument) => ({
      instrument,
      symbol: instrument.name,
      terms: {
        takerFeeBps: takerFeeBps(instrument),
        lotSize: quantityOf(1 as Lots, instrument.lotSize),
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

/** A number for all venues, or by venue with `*` for every other. */
function byVenue(
  { settings, instruments }: StrategySetup,
  name: string,
  usual?: number,
): (place: Pick<Instrument, 'venue'>) => number {
  const told = settings[name] ?? usual
  if (typeof told === 'number') return () => told
  if (isRecord(told)) {
    requireNames(`strategy.${name}`, Object.keys(told), [
      ...instruments.map(({ venue }) => venue),
      '*',
    ])
  }
  return ({ venue }) => {
    const value = isRecord(told) ? (told[venue] ?? told['*'] ?? usual) : undefined
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
