import type { Atoms, Currency } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots } from '../core/price.ts'
import { fillEntry } from '../portfolio/fill.ts'

/** What is held, and what came in and went out for it by currency, fees and settlements in it. */
export interface Held {
  lots: Lots
  money: { readonly currency: Currency; readonly atoms: Atoms }[]
}

/** What a journal says of one instrument: everything since it began. */
export interface JournalledPosition extends Held {
  readonly instrument: Instrument
  fills: number
  /** Whose it is, by the names of all strategies but the first, which has the rest. */
  shares: ({ readonly strategy: string } & Held)[]
}

/** What a strategy has of a position; the first has what is nobody else's. */
export function shareOf(
  { lots, money, shares }: JournalledPosition,
  names: readonly string[],
  at: number,
): Held {
  const own = shares.find(({ strategy }) => strategy === names[at])
  if (at > 0) return { lots: own?.lots ?? (0 as Lots), money: [...(own?.money ?? [])] }
  const rest: Held = { lots, money: [...money] }
  for (const other of shares) {
    rest.lots = (rest.lots - other.lots) as Lots
    for (const { currency, atoms } of other.money) moveMoney(rest, currency, -atoms)
  }
  return rest
}

/** The share that is booked for a strategy, made where there is none. */
export function shareFor({ shares }: JournalledPosition, strategy: string): Held {
  const found = shares.find((each) => each.strategy === strategy)
  if (found !== undefined) return found
  const share = { strategy, lots: 0 as Lots, money: [] }
  shares.push(share)
  return share
}

/** As they were at a time, whatever becomes of them; whose they were is not kept. */
export function copiedPositions(positions: readonly JournalledPosition[]): JournalledPosition[] {
  return positions.map((each) => ({ ...each, money: [...each.money], shares: [] }))
}

/** Books lots that changed hands, with their fee. */
export function bookLots(
  held: Held,
  instrument: Instrument,
  fill: Pick<
    Extract<OrderEvent, { kind: 'filled' }>,
    'priceTicks' | 'priceStep' | 'feeAtoms' | 'feeCurrency' | 'exchangeTime'
  > & {
    /** Signed. */
    readonly lots: Lots
  },
): void {
  held.lots = (held.lots + fill.lots) as Lots
  const { postings } = fillEntry({
    time: fill.exchangeTime,
    instrument,
    lots: fill.lots,
    priceTicks: fill.priceTicks,
    priceStep: fill.priceStep ?? instrument.tickSize,
    feeAtoms: fill.feeAtoms,
    feeCurrency: fill.feeCurrency,
  })
  for (const { account, currency, atoms } of postings) {
    if (account === 'cash' || account === 'position') moveMoney(held, currency, atoms)
  }
}

/** Books money that came in or went out. */
export function moveMoney(held: Held, currency: Currency, atoms: Atoms): void {
  const at = held.money.findIndex((each) => each.currency === currency)
  if (at < 0) held.money.push({ currency, atoms })
  else held.money[at] = { currency, atoms: held.money[at]!.atoms + atoms }
}
