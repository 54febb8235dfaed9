import type { ToldGain } from '../../protocol/told-gain.ts'
import { toldQuantity } from '../../core/quantity-words.ts'
import { pricingWords } from '../../protocol/told-order.ts'
import type { JournalStatus } from '../live/journal-report.ts'
import { count, money, secondOf } from './format.ts'
import { alignedTable } from './output.ts'

/**
 * What a journal holds and has brought, position by position in its quote currency, then by quote currency and in the
 * reporting currency; nothing while nothing was ever filled.
 */
export function positionLines({ positions, pnl }: JournalStatus): string[] {
  const traded = positions.filter(({ fills, quantity }) => fills > 0 || quantity !== 0)
  if (traded.length === 0) return []
  const { quotes, reporting, feesPaid } = pnl
  const named = quotes.filter(({ currency }) => traded.some(({ quote }) => quote === currency))
  const isInsured = traded.some(({ pnl: { insurance } }) => insurance !== undefined)
  const gains = (of: ToldGain): string[] => [
    money(of.realised),
    money(of.unrealised),
    money(of.fees),
    money(of.funding),
    ...(isInsured ? [money(of.insurance ?? 0)] : []),
    money(of.total),
  ]
  const rows = traded.map((each) => [
    // As a configuration names it.
    `${each.venue}:${each.instrument}${each.class === 'spot' ? '' : `:${each.class}`}`,
    count(each.fills),
    toldQuantity(each.quantity, each.unit),
    shown(each.averageEntry),
    shown(each.mark),
    ...gains(each.pnl),
    each.quote,
  ])
  const sum = (of: ToldGain & { readonly currency: string }): string[] => [
    'all',
    '',
    '',
    '',
    '',
    ...gains(of),
    of.currency,
  ]
  const isOne = named.length === 1 && named[0]!.currency === reporting?.currency
  const header = ['instrument', 'fills', 'position', 'entry', 'mark', 'realised', 'unrealised']
  const paid = Object.entries(feesPaid).map(([currency, units]) => `${shown(units)} ${currency}`)
  return [
    alignedTable(
      [...header, 'fees', 'funding', ...(isInsured ? ['insured'] : []), 'total', 'in'],
      [
        ...rows,
        ...named.map(sum),
        ...(reporting === null || isOne ? [] : [['counted in one', ...sum(reporting).slice(1)]]),
      ],
    ),
    '',
    `${marksWords(pnl)}${paid.length === 0 ? '' : `; fees as charged: ${paid.join(', ')}`}`,
    ...ratesLine(pnl),
    ...olderLine(traded),
  ]
}

/** The open orders, stops with what triggers them. */
export function openOrderLines({ openOrders }: JournalStatus): string[] {
  if (openOrders.length === 0) return []
  const rows = openOrders.map((each) => [
    each.clientOrderId,
    `${each.venue}:${each.instrument}`,
    each.side,
    toldQuantity(each.quantity, each.unit),
    toldQuantity(each.filledQuantity, each.unit),
    `${pricingWords(each, shown)}${each.reduceOnly === true ? ', only reduces' : ''}`,
    each.stage,
  ])
  const header = ['order', 'instrument', 'side', 'quantity', 'filled', 'price', 'stage']
  return [alignedTable(header, rows), '']
}

function marksWords({ marksTime, unmarked }: JournalStatus['pnl']): string {
  if (marksTime === null) return 'no marks: what is open is not valued while no run tells prices'
  const missing = unmarked.length === 0 ? '' : ` (none of ${unmarked.join(', ')})`
  return `since the journal began; marks are mids of ${secondOf(marksTime)} UTC${missing}`
}

/** What quote currencies were counted at, where there are others than the reporting currency. */
function ratesLine({ quotes, reporting }: JournalStatus['pnl']): string[] {
  if (reporting === null) return []
  const others = quotes.filter(({ currency }) => currency !== reporting.currency)
  const rates = others.map(
    ({ currency, rate }) =>
      `${currency} ${rate === null ? 'not known' : String(Number(rate.toPrecision(8)))}`,
  )
  return rates.length === 0 ? [] : [`in ${reporting.currency}: ${rates.join(', ')}`]
}

function olderLine(traded: JournalStatus['positions']): string[] {
  const older = traded.filter(({ pnl: { realised, total } }) => realised === null && total !== null)
  return older.length === 0
    ? []
    : [
        `begun by an older version, what brought it is not known: ${older.map(({ venue, instrument }) => `${venue}:${instrument}`).join(', ')}`,
      ]
}

/** As few digits as it has, without the last ones of a double. */
function shown(value: number | null): string {
  return value === null ? '–' : String(Number(value.toPrecision(10)))
}
