import { unitsOf, type Currency } from '../../core/currency.ts'
import {
  journalledGain,
  sumOfGains,
  type Gain,
  type Marks,
} from '../../execution/journalled-gain.ts'
import type { JournalledPosition } from '../../execution/journalled-position.ts'
import type { PositionGain, ToldGain, ToldMoney } from '../../protocol/told-gain.ts'
import { known } from './known.ts'

/** Marks of one instant. */
export interface TimedMarks extends Marks {
  /** Epoch milliseconds; null: there are none. */
  readonly time: number | null
  /** What everything is reported in; null where nothing told. */
  readonly currency: Currency | null
}

/** While nothing tells what anything is worth. */
export const noMarks: TimedMarks = {
  time: null,
  currency: null,
  markOf: () => Number.NaN,
  rateOf: () => Number.NaN,
}

/** What a journal's positions have brought. */
interface MoneyReport {
  /** By the place in `positions`. */
  readonly gains: readonly PositionGain[]
  readonly pnl: ToldMoney
}

/** What positions have brought, one by one, by quote currency and in all. */
export function moneyReport(
  positions: readonly JournalledPosition[],
  marks: TimedMarks,
): MoneyReport {
  const each = positions.map((position) => journalledGain(position, marks))
  const quotes = [...new Set(positions.map(({ instrument }) => instrument.quote))]
  const byQuote = quotes.map((currency) => ({
    currency,
    rate: marks.rateOf(currency),
    gain: sumOfGains(
      each.flatMap(({ gain }, at) =>
        positions[at]!.instrument.quote === currency ? [{ gain, rate: 1 }] : [],
      ),
    ),
  }))
  const { time, currency } = marks
  return {
    gains: each.map(({ averageEntry, mark, gain }, at) => ({
      averageEntry: known(averageEntry),
      mark: known(mark),
      quote: positions[at]!.instrument.quote,
      pnl: toldGain(gain),
    })),
    pnl: {
      marksTime: time,
      quotes: byQuote.map((of) => ({
        currency: of.currency,
        rate: known(of.rate),
        ...toldGain(of.gain),
      })),
      reporting: currency === null ? null : { currency, ...toldGain(sumOfGains(byQuote)) },
      feesPaid: feesPaid(positions),
      unmarked: positions.flatMap(({ instrument, lots }, at) =>
        lots !== 0 && Number.isNaN(each[at]!.mark)
          ? [`${instrument.venue}:${instrument.name}`]
          : [],
      ),
    },
  }
}

function feesPaid(positions: readonly JournalledPosition[]): Record<Currency, number> {
  const paid: Record<Currency, number> = {}
  for (const { brought } of positions)
    for (const { currency, atoms } of brought?.fees ?? [])
      paid[currency] = (paid[currency] ?? 0) + unitsOf(atoms)
  return paid
}

function toldGain({ realised, unrealised, fees, funding, insurance, total }: Gain): ToldGain {
  return {
    realised: known(realised),
    unrealised: known(unrealised),
    fees: known(fees),
    funding: known(funding),
    ...(insurance === 0 || Number.isNaN(insurance) ? {} : { insurance }),
    total: known(total),
  }
}
