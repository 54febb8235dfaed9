import { unitsOf, type Atoms, type Currency } from '../core/currency.ts'
import { settlementCurrency } from '../core/instrument.ts'
import type { VenueHoldings } from '../core/orders/venue.ts'
import type { Lots } from '../core/price.ts'
import { quantityInWords } from '../core/quantity-words.ts'
import { quantityAtoms } from '../portfolio/fill.ts'
import type { JournalState } from './journal-state.ts'
import type { JournalledPosition } from './journalled-position.ts'

/** Most venues write balances with eight decimals or more, so that each fill may round one by so much. */
const roundingAtoms = 10n ** 10n

/**
 * What a venue holds that the journal does not account for, in words; nothing where all agrees.
 *
 *   held there = held when the journal first looked + everything journalled since
 *
 * Positions of derivatives must agree to the lot. Balances are compared where nothing but spot trades and fees moves them:
 * of a currency that perpetuals settle in, margin, funding and mark-to-market are in the balance too. What is held of a
 * perpetual is no balance of its coin, with which it may share an account.
 */
export function compareHoldings(state: JournalState, venue: string, held: VenueHoldings): string[] {
  const baseline = state.baselines.find((each) => each.venue === venue)
  if (baseline === undefined) return ['nothing was written down of what it held at first']
  const differences: string[] = []
  for (const [at, { instrument, lots }] of state.positions.entries()) {
    const index = state.placeOf.indexOf(at)
    if (instrument.venue !== venue || instrument.class === 'spot' || index < 0) continue
    const before = baseline.before.find((each) => sameName(each.instrument, instrument))?.lots ?? 0
    const first = baseline.positions.find((each) => each.instrument === at)?.lots ?? 0
    const expected = first + lots - before
    const there = held.positions.get(index) ?? 0
    if (expected === there) continue
    const inUnits = (count: number): string => quantityInWords(instrument, count as Lots)
    differences.push(
      `position ${instrument.name}: ${inUnits(expected)} in the journal, ${inUnits(there)} at the venue`,
    )
  }
  for (const currency of comparedCurrencies(state, venue)) {
    const { atoms: since, fills } = movedSince(state, venue, currency)
    const first = baseline.balances.find((each) => each.currency === currency)?.atoms ?? 0n
    const there = held.balances.get(currency) ?? 0n
    const off = there - first - since
    const step = held.steps?.get(currency) ?? roundingAtoms
    if ((off < 0n ? -off : off) <= step * BigInt(fills + 1)) continue
    differences.push(
      `balance ${currency}: ${unitsOf(first + since)} in the journal, ${unitsOf(there)} at the venue, ${unitsOf(off)} unexplained`,
    )
  }
  return differences
}

/** Is it such a difference, which ends when what is held is taken for right? */
export function isOfHoldings(difference: string): boolean {
  return /^(?:position|balance) /.test(difference)
}

/**
 * What an account is to hold of a currency by the journal, that which is not of the journal included; undefined where it
 * does not tell: the venue was not looked at, or something else than spot trades moves that balance.
 */
export function accountedAtoms(
  state: JournalState,
  venue: string,
  currency: Currency,
): Atoms | undefined {
  const baseline = state.baselines.find((each) => each.venue === venue)
  if (baseline === undefined || !comparedCurrencies(state, venue).includes(currency))
    return undefined
  const first = baseline.balances.find((each) => each.currency === currency)?.atoms ?? 0n
  return first + movedSince(state, venue, currency).atoms
}

function sameName(a: { readonly name: string; readonly class: string }, b: typeof a): boolean {
  return a.name === b.name && a.class === b.class
}

/** Base and quote of the venue's spot instruments, but for what its perpetuals settle in. */
function comparedCurrencies({ positions }: JournalState, venue: string): Currency[] {
  const own = positions.map(({ instrument }) => instrument).filter((each) => each.venue === venue)
  const settled = new Set(own.filter((each) => each.class !== 'spot').map(settlementCurrency))
  const spot = own.filter((each) => each.class === 'spot')
  const named = new Set(spot.flatMap(({ base, quote }) => [base, quote]))
  return [...named].filter((currency) => !settled.has(currency)).toSorted()
}

/** What was journalled of a currency at a venue since its baseline. */
function movedSince(
  { positions, baselines }: JournalState,
  venue: string,
  currency: Currency,
): { readonly atoms: Atoms; readonly fills: number } {
  const before = baselines.find((each) => each.venue === venue)?.before ?? []
  const now = positions.filter(({ instrument }) => instrument.venue === venue)
  const sum = (list: typeof before): Atoms =>
    list.reduce((all, each) => all + movedBy(each, currency), 0n)
  const fills = (list: typeof before): number => list.reduce((all, each) => all + each.fills, 0)
  return { atoms: sum(now) - sum(before), fills: fills(now) - fills(before) }
}

/** What a position has moved of a balance: of a perpetual all but the contracts that are booked in it. */
function movedBy({ instrument, lots, money }: JournalledPosition, currency: Currency): Atoms {
  const { class: kind, base, quote } = instrument
  const all = money.reduce((sum, each) => (each.currency === currency ? sum + each.atoms : sum), 0n)
  if (kind === 'spot' || currency !== (kind === 'inverse' ? quote : base)) return all
  const contracts = quantityAtoms(instrument, lots)
  return kind === 'inverse' ? all + contracts : all - contracts
}
