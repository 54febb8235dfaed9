import { unitsOf, type Atoms, type Currency } from '../core/currency.ts'
import { settlementCurrency, type Instrument } from '../core/instrument.ts'
import { averageEntryPrice, unrealised } from '../portfolio/position.ts'
import { countedPosition, type JournalledPosition } from './journalled-position.ts'

/** What things are worth at one instant; NaN where nothing tells. */
export interface Marks {
  /** Mid of an instrument's book, quote units. */
  readonly markOf: (instrument: Instrument) => number
  /** One of a currency in the currency everything is reported in. */
  readonly rateOf: (currency: Currency) => number
}

/** What trading has brought, by what brought it: gains above zero, costs below. They add up to `total`; NaN: not known. */
export interface Gain {
  /** By what was closed, at average cost and before fees. */
  readonly realised: number
  /** By what is open, at its mark. */
  readonly unrealised: number
  readonly fees: number
  /** With what borrowed coins cost. */
  readonly funding: number
  /** Received from venues' insurance funds. */
  readonly insurance: number
  readonly total: number
}

const causes = ['realised', 'unrealised', 'fees', 'funding', 'insurance', 'total'] as const

/**
 * What a journalled position has brought since its journal began, in its quote currency, all of it valued at the marks.
 *
 *   total = all money that came and went, what is held in it = realised + unrealised + fees + funding + insurance
 *
 * Of a position that an older version began, the total alone is known.
 */
export function journalledGain(
  position: JournalledPosition,
  marks: Marks,
): { readonly averageEntry: number; readonly mark: number; readonly gain: Gain } {
  const { instrument, money, brought } = position
  const { base, quote } = instrument
  const mark = marks.markOf(instrument)
  const rateInQuote = (currency: Currency): number => {
    if (currency === quote) return 1
    return currency === base ? mark : marks.rateOf(currency) / marks.rateOf(quote)
  }
  const worth = (all: readonly { readonly currency: Currency; readonly atoms: Atoms }[]): number =>
    all.reduce((sum, { currency, atoms }) => sum + valued(unitsOf(atoms), rateInQuote(currency)), 0)
  const total = worth(money)
  if (brought === undefined) {
    const unknown = Number.NaN
    const gain = { realised: unknown, unrealised: unknown, fees: unknown, funding: unknown }
    return { averageEntry: unknown, mark, gain: { ...gain, insurance: unknown, total } }
  }
  const counted = countedPosition(position, brought)
  const settled = rateInQuote(settlementCurrency(instrument))
  return {
    averageEntry: averageEntryPrice(counted),
    mark,
    gain: {
      realised: valued(unitsOf(brought.realised.atoms), settled),
      unrealised: valued(unrealised(counted, mark), settled),
      fees: 0 - worth(brought.fees),
      funding: worth(brought.funding),
      insurance: worth(brought.insurance),
      total,
    },
  }
}

/** The sum, each counted so many times; NaN where one is not known. */
export function sumOfGains(parts: readonly { readonly gain: Gain; readonly rate: number }[]): Gain {
  const sum = (cause: keyof Gain): number =>
    parts.reduce((all, { gain, rate }) => all + valued(gain[cause], rate), 0)
  return Object.fromEntries(causes.map((cause) => [cause, sum(cause)])) as Record<
    keyof Gain,
    number
  >
}

/** Of nothing the rate need not be known. */
function valued(amount: number, rate: number): number {
  return amount === 0 ? 0 : amount * rate
}
