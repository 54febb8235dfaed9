import { feeBpsInWords, isFeeBps } from '../../core/basis-points.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import { numberSetting } from '../../core/strategy/settings.ts'
import type { StrategySetup } from '../../core/strategy/strategy.ts'
import {
  compared,
  exactDecimalOf,
  exactZero,
  type ExactDecimal,
} from '../../execution/router/exact-decimal.ts'
import type { RouteRequest } from '../../execution/router/route-book.ts'

/** What a routed order is asked for. Times are microseconds. */
export interface RoutedSettings {
  readonly side: 'buy' | 'sell'
  readonly quantity: ExactDecimal
  readonly slices: number
  readonly over: number
  readonly attemptsMost: number
  readonly pause: number
  readonly wait: number
  readonly request: Omit<RouteRequest, 'side' | 'quantity'>
  readonly takerFeeBps: (instrument: Instrument) => number
  /** Least orders, zero where none is known. */
  readonly minNotional: (instrument: Instrument) => number
  readonly minQuantity: (instrument: Instrument) => number
}

/** What is read of a strategy's settings. */
export const routedSettingNames: readonly string[] = [
  'side',
  'quantity',
  'slices',
  'seconds',
  'takerFeeBps',
  'minNotional',
  'minQuantity',
  'limitPrice',
  'maxVenues',
  'attempts',
  'pauseSeconds',
  'waitSeconds',
]

/** Reads them. @throws UsageError naming what is not as it should be */
export function routedSettings(setup: StrategySetup): RoutedSettings {
  const { settings, instruments } = setup
  const { side } = settings
  if (side !== 'buy' && side !== 'sell') throw wrong('side', 'buy or sell')
  const quantity = decimalOf(settings['quantity'])
  if (quantity === undefined || compared(quantity, exactZero) <= 0)
    throw wrong('quantity', 'a number above zero')
  const bases = new Set(instruments.map(({ base, class: kind }) => `${base} ${kind}`))
  if (bases.size > 1)
    throw new UsageError(`route: one coin at a time, there are ${[...bases].join(', ')}`)
  if (instruments.some(({ class: kind }) => kind === 'inverse'))
    throw new UsageError('route: inverse contracts are counted in quote and not routed')
  const least = (name: keyof LeastOrder) => (index: number) =>
    setup.leastOrders?.[index]?.[name] ?? 0
  const limitPrice = limitPriceOf(settings['limitPrice'])
  const maxVenues = wholeSetting(setup, 'maxVenues', 1_000)
  return {
    side,
    quantity,
    slices: wholeSetting(setup, 'slices', 1),
    over: secondsSetting(setup, 'seconds', 0),
    attemptsMost: wholeSetting(setup, 'attempts', 10),
    pause: secondsSetting(setup, 'pauseSeconds', 0.5),
    wait: secondsSetting(setup, 'waitSeconds', 10),
    request: { maxVenues, ...(limitPrice === undefined ? {} : { limitPrice }) },
    takerFeeBps: feeByInstrument(setup),
    minNotional: byInstrument(setup, 'minNotional', least('minNotional')),
    minQuantity: byInstrument(setup, 'minQuantity', least('minQuantity')),
  }
}

/** One that cannot be read is none that may be left out: the order would take any price. */
function limitPriceOf(value: unknown): ExactDecimal | undefined {
  if (value === undefined) return undefined
  const price = decimalOf(value)
  if (price === undefined || price.units <= 0n) throw wrong('limitPrice', 'a number above zero')
  return price
}

function wholeSetting(setup: StrategySetup, name: string, usual: number): number {
  const value = numberSetting(setup, name, usual)
  if (Number.isSafeInteger(value) && value >= 1) return value
  throw wrong(name, 'a whole number from 1')
}

/** Microseconds. */
function secondsSetting(setup: StrategySetup, name: string, usual: number): number {
  const value = numberSetting(setup, name, usual)
  if (value < 0) throw wrong(name, 'seconds, not below zero')
  return value * 1e6
}

function decimalOf(value: unknown): ExactDecimal | undefined {
  return typeof value === 'number' || typeof value === 'string'
    ? exactDecimalOf(String(value))
    : undefined
}

function feeByInstrument(setup: StrategySetup): (instrument: Instrument) => number {
  const told = byInstrument(setup, 'takerFeeBps', () => undefined)
  const strange = setup.instruments.find((each) => !isFeeBps(told(each)))
  if (strange === undefined) return told
  throw wrong('takerFeeBps', `${feeBpsInWords} for ${strange.venue}, got ${told(strange)}`)
}

/** @param usual where nothing is told, by index; undefined: it has to be */
function byInstrument(
  { settings, instruments }: StrategySetup,
  name: string,
  usual: (index: number) => number | undefined,
): (instrument: Instrument) => number {
  const told = settings[name] ?? {}
  const record = typeof told === 'object' ? (told as Record<string, unknown>) : { '*': told }
  const values = new Map(
    instruments.map((each, index) => {
      const place = `${each.venue}:${each.name}`
      const value = record[place] ?? record[each.venue] ?? record['*'] ?? usual(index)
      if (value === undefined) throw wrong(name, `a number for ${place}, which nobody tells`)
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw wrong(name, 'a number, or numbers by venue')
      return [place, value] as const
    }),
  )
  return ({ venue, name: own }) => values.get(`${venue}:${own}`)!
}

function wrong(name: string, expected: string): UsageError {
  return new UsageError(`strategy.${name}: expected ${expected}`)
}
