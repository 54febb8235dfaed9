import { feeBpsInWords, isFeeBps } from '../../core/basis-points.ts'
import { readFile } from 'node:fs/promises'
import { lotInBase } from '../../core/contract-step.ts'
import { stepOfDecimal } from '../../core/decimal-steps.ts'
import { classOfVenueFolder } from '../../core/instrument.ts'
import type { Step } from '../../core/price.ts'
import { isPerpetualSymbol, readSymbol, type NamedInstrument } from '../../core/venue-symbol.ts'
import { DataError, worldFileError } from '../../stores/data-error.ts'
import {
  exactDecimalOf,
  exactDecimalOfSteps,
  exactZero,
  productOf,
  unitsAt,
  type ExactDecimal,
} from '../../execution/router/exact-decimal.ts'
import type { MarketBook } from '../../execution/router/market-book.ts'
import type { RouteLevels } from '../../execution/router/route-book.ts'

/**
 * Reads a books file: a JSON array of
 *
 *   {venue, instrument, tickSize, lotSize, minNotional, minQuantity?, contractSize?, takerFeeBps, makerFeeBps?,
 *    feeCurrency?, bids, asks}
 *
 * with levels `[price, quantity]`, best first. Numbers stand as numbers or as decimal text, and every digit of them
 * counts; a level without quantity is none. Where quantities are counted in contracts `contractSize` says how many base
 * units one is, and quantities, `lotSize` and `minQuantity` are so many times as much.
 *
 * @throws IsobarError `world` when it cannot be read, DataError when it is not that; book and level are named
 */
export async function readBooksFile(file: string): Promise<readonly MarketBook[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  const value = parsed(file, text)
  if (!Array.isArray(value)) {
    throw new DataError({ file, expected: 'a JSON array of books', came: typeof value })
  }
  if (value.length === 0) {
    throw new DataError({ file, expected: 'at least one book', came: 'an array without any' })
  }
  const known = new Set<string>()
  return value.map((entry: unknown, position) => {
    const place = new Place(file, position)
    const book = bookOf(place, entry)
    const name = `${book.venue} ${book.instrument}`
    if (known.has(name)) throw place.fault('', 'each venue and instrument once', name)
    known.add(name)
    return book
  })
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DataError({ file, expected: 'JSON', came: 'text that is not JSON', cause })
  }
}

/** Where in the file something stands. */
class Place {
  readonly #file: string
  readonly #book: number

  constructor(file: string, book: number) {
    this.#file = file
    this.#book = book
  }

  fault(field: string, expected: string, came: unknown): DataError {
    const file = this.#file
    const column = field === '' ? `[${this.#book}]` : `[${this.#book}].${field}`
    return new DataError({ file, column, expected, came: JSON.stringify(came) ?? 'nothing' })
  }
}

function bookOf(place: Place, value: unknown): MarketBook {
  if (typeof value !== 'object' || value === null) throw place.fault('', 'a book', value)
  const fields = value as Readonly<Record<string, unknown>>
  const [venue, instrument] = ['venue', 'instrument'].map((name) => {
    const text = fields[name]
    if (typeof text === 'string' && text !== '') return text
    throw place.fault(name, 'text', text)
  }) as [string, string]
  stepAt(place, fields, 'tickSize')
  const takerFeeBps = feeAt(place, fields, 'takerFeeBps')
  const named = readSymbol(venue, instrument)
  if (named === undefined) {
    throw place.fault('instrument', 'two currencies, as BTC-USDT or BTCUSDT', instrument)
  }
  const contractSize = stepAt(place, { contractSize: fields['contractSize'] ?? 1 }, 'contractSize')
  const lotSize = lotInBase({ lotSize: stepAt(place, fields, 'lotSize'), contractSize })
  if (!Number.isSafeInteger(lotSize.units))
    throw place.fault('contractSize', 'fewer digits, with those of lotSize', contractSize)
  const contract = exactDecimalOfSteps(1, contractSize)
  const feeCurrency = fields['feeCurrency'] ?? 'quote'
  if (feeCurrency !== 'quote' && feeCurrency !== 'base') {
    throw place.fault('feeCurrency', '"quote" or "base"', feeCurrency)
  }
  return {
    venue,
    instrument,
    base: named.base,
    quote: named.quote,
    class: classOf(named, instrument),
    lotSize,
    minNotional: minimumAt(place, fields, 'minNotional'),
    minQuantity: productOf(minimumAt(place, fields, 'minQuantity'), contract),
    takerFeeBps,
    makerFeeBps:
      fields['makerFeeBps'] === undefined ? takerFeeBps : feeAt(place, fields, 'makerFeeBps'),
    feeCurrency,
    bids: levelsAt(place, fields, { side: 'bids', contract }),
    asks: levelsAt(place, fields, { side: 'asks', contract }),
  }
}

/** A perpetual that says so in its name is none of its venue's spot; a future with a date is like that date's alone. */
function classOf({ name, base, quote, class: kind }: NamedInstrument, symbol: string): string {
  const expiry = name.slice(base.length + quote.length + 2)
  const isSpot = kind === 'spot'
  if (expiry !== '') return `${isSpot ? classOfVenueFolder('-perp', quote) : kind} ${expiry}`
  return isSpot && isPerpetualSymbol(symbol) ? classOfVenueFolder('-perp', quote) : kind
}

type Fields = Readonly<Record<string, unknown>>

function numberAt(place: Place, fields: Fields, name: string, expected: string): ExactDecimal {
  const exact = decimalOf(fields[name])
  if (exact === undefined) throw place.fault(name, expected, fields[name])
  return exact
}

function stepAt(place: Place, fields: Fields, name: string): Step {
  const value = fields[name]
  const step =
    typeof value === 'number' || typeof value === 'string'
      ? stepOfDecimal(String(value))
      : undefined
  if (step === undefined) throw place.fault(name, 'a number above zero', value)
  return step
}

function feeAt(place: Place, fields: Fields, name: string): number {
  const { units, decimals } = numberAt(place, fields, name, feeBpsInWords)
  const bps = Number(`${units}e-${decimals}`)
  if (!isFeeBps(bps)) throw place.fault(name, feeBpsInWords, fields[name])
  return bps
}

function minimumAt(
  place: Place,
  fields: Fields,
  name: 'minNotional' | 'minQuantity',
): ExactDecimal {
  if (fields[name] === undefined || fields[name] === null) return exactZero
  const minimum = numberAt(place, fields, name, 'a number, zero or more')
  if (minimum.units < 0n) throw place.fault(name, 'a number, zero or more', fields[name])
  return minimum
}

function levelsAt(
  place: Place,
  fields: Fields,
  { side, contract }: { readonly side: 'bids' | 'asks'; readonly contract: ExactDecimal },
): RouteLevels {
  const rows = fields[side]
  if (!Array.isArray(rows)) throw place.fault(side, 'a list of [price, quantity]', rows)
  const prices: ExactDecimal[] = []
  const quantities: ExactDecimal[] = []
  for (const [k, row] of rows.entries()) {
    const at = `${side}[${k}]`
    const level: unknown[] = Array.isArray(row) ? row : []
    const [price, quantity] = [decimalOf(level[0]), decimalOf(level[1])]
    if (price === undefined || price.units <= 0n) {
      throw place.fault(at, 'a price above zero and a quantity', row)
    }
    if (quantity === undefined || quantity.units < 0n) {
      throw place.fault(at, 'a quantity, zero or more', row)
    }
    if (quantity.units === 0n) continue
    prices.push(price)
    quantities.push(productOf(quantity, contract))
  }
  const levels = columnsOf(prices, quantities)
  const unsorted = firstUnsorted(levels, side)
  if (unsorted !== undefined) {
    throw place.fault(
      side,
      'levels sorted best first',
      `level ${unsorted} is better than the one before it`,
    )
  }
  return levels
}

function columnsOf(
  prices: readonly ExactDecimal[],
  quantities: readonly ExactDecimal[],
): RouteLevels {
  const priceColumn = columnOf(prices)
  const quantityColumn = columnOf(quantities)
  const isExact = priceColumn.isExact && quantityColumn.isExact
  return {
    count: prices.length,
    prices: Float64Array.from(priceColumn.units, Number),
    quantities: Float64Array.from(quantityColumn.units, Number),
    priceStep: priceColumn.step,
    quantityStep: quantityColumn.step,
    ...(isExact ? {} : { exact: { prices: priceColumn.units, quantities: quantityColumn.units } }),
  }
}

interface Column {
  readonly units: readonly bigint[]
  readonly step: Step
  /** Do doubles hold all of them, and their sum? */
  readonly isExact: boolean
}

function columnOf(values: readonly ExactDecimal[]): Column {
  const decimals = Math.max(0, ...values.map((value) => value.decimals))
  const units = values.map((value) => unitsAt(value, decimals))
  const sum = units.reduce((a, b) => a + b, 0n)
  return {
    units,
    step: { units: 1, decimals },
    isExact: sum <= BigInt(Number.MAX_SAFE_INTEGER) && decimals <= 22,
  }
}

function firstUnsorted(levels: RouteLevels, side: 'bids' | 'asks'): number | undefined {
  const units = levels.exact?.prices ?? [...levels.prices].map(BigInt)
  for (let k = 1; k < units.length; k++) {
    if (side === 'asks' ? units[k]! < units[k - 1]! : units[k]! > units[k - 1]!) return k
  }
  return undefined
}

/** No price has more decimals: a coin of which a dollar buys 10^30 has not been issued. */
const DECIMALS_MOST = 60

function decimalOf(value: unknown): ExactDecimal | undefined {
  const exact =
    typeof value === 'number' || typeof value === 'string'
      ? exactDecimalOf(String(value))
      : undefined
  return exact !== undefined && exact.decimals <= DECIMALS_MOST ? exact : undefined
}
