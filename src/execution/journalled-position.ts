import { unitsOf, type Atoms, type Currency } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import type { OrderEvent } from '../core/orders/order-event.ts'
import type { Lots } from '../core/price.ts'
import { fillEntry, type Fill } from '../portfolio/fill.ts'
import { fillPosition, flatPosition, type Position } from '../portfolio/position.ts'

/** So much of a currency. */
interface Money {
  readonly currency: Currency
  readonly atoms: Atoms
}

/** What is held, and what came in and went out for it by currency, fees and settlements in it. */
export interface Held {
  lots: Lots
  money: Money[]
}

/** What has brought that money, at average cost as `portfolio` counts it. Replaced when it changes, never changed. */
export interface Brought {
  /** In the currency it settles in. Named as a journal's file knows money from other text. */
  readonly cost: { readonly atoms: Atoms }
  readonly realised: { readonly atoms: Atoms }
  /** Paid when positive, by currency. */
  readonly fees: readonly Money[]
  /** Received when positive: funding, and what borrowed coins cost. */
  readonly funding: readonly Money[]
  readonly insurance: readonly Money[]
}

/** What a journal says of one instrument: everything since it began. */
export interface JournalledPosition extends Held {
  readonly instrument: Instrument
  fills: number
  /** Absent: an older version did not note it. */
  brought?: Brought
  /** Whose it is, by the names of all strategies but the first, which has the rest. */
  shares: ({ readonly strategy: string } & Held)[]
}

/** Nothing held and nothing brought yet. */
export function newPosition(instrument: Instrument): JournalledPosition {
  const [cost, realised] = [{ atoms: 0n }, { atoms: 0n }]
  const brought = { cost, realised, fees: [], funding: [], insurance: [] }
  return { instrument, lots: 0 as Lots, fills: 0, money: [], brought, shares: [] }
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

/** As they were at a time, whatever becomes of them; whose they were and what brought it is not kept. */
export function copiedPositions(positions: readonly JournalledPosition[]): JournalledPosition[] {
  return positions.map(({ instrument, lots, fills, money }) => ({
    instrument,
    lots,
    fills,
    money: [...money],
    shares: [],
  }))
}

/** Lots that changed hands, with their fee. */
type ChangedLots = Pick<
  Extract<OrderEvent, { kind: 'filled' }>,
  'priceTicks' | 'priceStep' | 'feeAtoms' | 'feeCurrency' | 'exchangeTime'
> & {
  /** Signed. */
  readonly lots: Lots
}

/** Books lots that changed hands of the whole position, and what they have brought. */
export function bookWhole(position: JournalledPosition, changed: ChangedLots): void {
  const { instrument, brought } = position
  if (brought !== undefined) {
    const counted = countedPosition(position, brought)
    fillPosition(counted, fillOf(instrument, changed), Number.NaN)
    const { feeCurrency, feeAtoms } = changed
    position.brought = {
      ...brought,
      cost: { atoms: counted.costAtoms },
      realised: { atoms: counted.realisedAtoms },
      fees: moneyAfter(brought.fees, feeCurrency, feeAtoms),
    }
  }
  bookLots(position, instrument, changed)
}

/** Books money that came in or went out without an order, and why. */
export function bookMoney(
  position: JournalledPosition,
  why: 'funding' | 'insurance',
  { currency, atoms }: Money,
): void {
  const { brought } = position
  if (brought !== undefined)
    position.brought = { ...brought, [why]: moneyAfter(brought[why], currency, atoms) }
  moveMoney(position, currency, atoms)
}

/** The position as `portfolio` counts it. */
export function countedPosition(
  { instrument, lots }: JournalledPosition,
  { cost, realised }: Brought,
): Position {
  return {
    ...flatPosition(instrument),
    lots,
    costAtoms: cost.atoms,
    costUnits: unitsOf(cost.atoms),
    realisedAtoms: realised.atoms,
  }
}

function fillOf(instrument: Instrument, changed: ChangedLots): Fill {
  const { exchangeTime: time, lots, priceTicks, feeAtoms, feeCurrency } = changed
  const priceStep = changed.priceStep ?? instrument.tickSize
  return { time, instrument, lots, priceTicks, priceStep, feeAtoms, feeCurrency }
}

/** Books lots that changed hands, with their fee. */
export function bookLots(held: Held, instrument: Instrument, changed: ChangedLots): void {
  held.lots = (held.lots + changed.lots) as Lots
  const { postings } = fillEntry(fillOf(instrument, changed))
  for (const { account, currency, atoms } of postings) {
    if (account === 'cash' || account === 'position') moveMoney(held, currency, atoms)
  }
}

/** Books money that came in or went out. */
function moveMoney(held: Held, currency: Currency, atoms: Atoms): void {
  held.money = moneyAfter(held.money, currency, atoms)
}

function moneyAfter(before: readonly Money[], currency: Currency, atoms: Atoms): Money[] {
  const at = before.findIndex((each) => each.currency === currency)
  if (at < 0) return [...before, { currency, atoms }]
  return before.with(at, { currency, atoms: before[at]!.atoms + atoms })
}
