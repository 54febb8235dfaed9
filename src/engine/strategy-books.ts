import type { Atoms } from '../core/currency.ts'
import type { AccountEvent } from '../core/orders/account-event.ts'
import type { Lots } from '../core/price.ts'
import type { BookedFill } from './account.ts'
import type { Engine } from './engine.ts'
import type { MeasuredFill } from './markouts.ts'
import { rateInQuote } from './valuation.ts'

/** A fill of one of several strategies, in the book that is its own. */
export function bookForStrategy(
  engine: Engine,
  strategy: number,
  index: number,
  told: { readonly booked: BookedFill; readonly feeRate: number; readonly measured: MeasuredFill },
): void {
  const book = engine.runners[strategy]?.book
  if (book === undefined) return
  book.account.fill(index, told.booked, told.feeRate)
  book.markouts.add(told.measured)
}

/** A part of what was closed by force, and whose it was. */
export interface ForcedPart {
  readonly strategy: number
  /** Signed. */
  readonly lots: Lots
  readonly feeAtoms: Atoms
}

/** Takes what is closed by force from those who hold that side, the first strategy first; each bears its part of the fee. */
export function takeFromStrategies(
  { runners }: Engine,
  { instrument, lots, feeAtoms }: Extract<AccountEvent, { kind: 'liquidated' | 'deleveraged' }>,
): readonly ForcedPart[] {
  let left: number = lots
  let feeLeft = feeAtoms
  const parts: ForcedPart[] = []
  for (const [strategy, runner] of runners.entries()) {
    const held = runner.lots[instrument]!
    if (left === 0 || Math.sign(held) !== -Math.sign(left)) continue
    const taken = Math.sign(left) * Math.min(Math.abs(left), Math.abs(held))
    runner.lots[instrument]! += taken
    left -= taken
    const fee = left === 0 ? feeLeft : (feeAtoms * BigInt(taken)) / BigInt(lots)
    feeLeft -= fee
    parts.push({ strategy, lots: taken as Lots, feeAtoms: fee })
  }
  return parts
}

type Settled = Extract<AccountEvent, { kind: 'funding' | 'borrow' | 'insured' }>

/**
 * Shares out what the account received or paid on the net of what its strategies hold: by what each holds of it, one that
 * holds the other side with the other sign. Where nothing is held any more it is the matter of whoever traded most.
 */
export function settleForStrategies(engine: Engine, event: Settled): void {
  const { instrument } = event
  const rate = rateInQuote(engine, instrument, event.currency)
  const books = engine.runners.flatMap(({ book, lots }) =>
    book === undefined ? [] : [{ account: book.account, lots: lots[instrument]! }],
  )
  const net = books.reduce((sum, { lots }) => sum + lots, 0)
  const holders = books.filter(({ lots }) => lots !== 0)
  if (net === 0) {
    const turnoverOf = (book: (typeof books)[number]): number =>
      book.account.holdings[instrument]!.turnover
    const [most] = books.toSorted((a, b) => turnoverOf(b) - turnoverOf(a))
    if (most !== undefined) settle(most, { ...event, rate })
    return
  }
  let left = event.atoms
  for (const [at, holder] of holders.entries()) {
    const isLast = at === holders.length - 1
    const atoms = isLast ? left : (event.atoms * BigInt(holder.lots)) / BigInt(net)
    left -= atoms
    settle(holder, { ...event, atoms, rate })
  }
}

function settle(
  { account }: Pick<Engine, 'account'>,
  event: Settled & { readonly rate: number },
): void {
  const { instrument, exchangeTime, currency, atoms, rate } = event
  if (event.kind === 'insured') account.insure(instrument, exchangeTime, { currency, atoms })
  else account.settle(instrument, event, rate)
}
