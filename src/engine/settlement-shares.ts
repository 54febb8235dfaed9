import type { Engine } from './engine.ts'
import { keep, type RecentFill, type Settled } from './late-messages.ts'
import { rateInQuote } from './valuation.ts'

/**
 * Shares out what the account received or paid on the net of what its strategies hold: by what each held of it when it
 * fell due at the venue, one that held the other side with the other sign. Where nothing was held any more it is the
 * matter of whoever traded most.
 */
export function settleForStrategies(engine: Engine, event: Settled): void {
  const { runners, late } = engine
  if (runners.length === 1) return
  const { instrument, exchangeTime } = event
  const held = runners.map(({ lots }) => lots[instrument]!)
  for (const fill of late.fills) {
    const isAfter = fill.instrument === instrument && fill.exchangeTime > exchangeTime
    if (isAfter) held[fill.strategy]! -= fill.lots
  }
  const rate = rateInQuote(engine, instrument, event.currency)
  const atoms = sharesOf(engine, event, held)
  for (const [strategy, part] of atoms.entries()) settle(engine, strategy, event, { part, rate })
  keep(late.settlements, { heardAt: engine.time, event, rate, held, atoms })
}

/** A fill that is heard after what was settled on it: shares it out anew, and books what that changes. */
export function settleAnew(engine: Engine, fill: RecentFill): void {
  for (const { event, rate, held, atoms } of engine.late.settlements) {
    // At the very instant the venue's own order tells: what it said first was first.
    if (event.instrument !== fill.instrument || fill.exchangeTime >= event.exchangeTime) continue
    held[fill.strategy]! += fill.lots
    for (const [strategy, part] of sharesOf(engine, event, held).entries()) {
      settle(engine, strategy, event, { part: part - atoms[strategy]!, rate })
      atoms[strategy] = part
    }
  }
}

/** The part of each strategy, to the atom: the last one that held anything has what does not divide. */
function sharesOf(
  { runners }: Engine,
  { instrument, atoms }: Settled,
  held: readonly number[],
): bigint[] {
  const net = held.reduce((sum, lots) => sum + lots, 0)
  const last = held.findLastIndex((lots) => lots !== 0)
  if (net === 0) {
    const turnovers = runners.map(({ book }) => book!.account.holdings[instrument]!.turnover)
    const most = turnovers.indexOf(Math.max(...turnovers))
    return held.map((_, strategy) => (strategy === most ? atoms : 0n))
  }
  let left = atoms
  return held.map((lots, strategy) => {
    const part = strategy === last ? left : (atoms * BigInt(lots)) / BigInt(net)
    left -= part
    return part
  })
}

function settle(
  { runners }: Engine,
  strategy: number,
  event: Settled,
  { part, rate }: { readonly part: bigint; readonly rate: number },
): void {
  if (part === 0n) return
  const { instrument } = event
  const { account } = runners[strategy]!.book!
  if (event.kind === 'insured') account.insure(instrument, { ...event, atoms: part }, rate)
  else account.settle(instrument, { ...event, atoms: part }, rate)
}
