import type { Currency } from '../core/currency.ts'
import { pegOf } from '../core/stablecoins.ts'
import type { Duration, Instant } from '../core/time.ts'
import { median } from './consolidated-mid.ts'
import type { RiskView } from './risk-view.ts'

/** When a stablecoin counts as off its peg. */
export interface PegTerms {
  readonly depegBps: number
  /** It must be off for so long, and back for as long, before anything is done. */
  readonly after: Duration
}

/** USDT and USDC stay within 10 bps of a dollar on most days; in March 2023 USDC fell by 1,200. */
export const usualPegTerms: PegTerms = { depegBps: 75, after: 10_000_000 as Duration }

/** What is known of a stablecoin. */
export interface PegState {
  /** One of it in its peg; NaN while nothing tells. */
  readonly rate: number
  readonly isOff: boolean
  /** Since when the rate says otherwise than `isOff`; undefined while it does not. */
  readonly since: Instant | undefined
}

export const pegStart: PegState = { rate: Number.NaN, isOff: false, since: undefined }

/** What is known after a look at the rate. Nothing known changes nothing. */
export function pegAfter(terms: PegTerms, state: PegState, rate: number, time: Instant): PegState {
  if (Number.isNaN(rate)) return { ...state, rate }
  const seemsOff = Math.abs(rate - 1) * 1e4 > terms.depegBps
  if (seemsOff === state.isOff) return { rate, isOff: state.isOff, since: undefined }
  const since = state.since ?? time
  if (time - since < terms.after) return { rate, isOff: state.isOff, since }
  return { rate, isOff: seemsOff, since: undefined }
}

/**
 * One of a stablecoin in its peg, by spot markets as they are now. What it is traded at directly decides wherever anything
 * is told of that, and of several such markets the one that is furthest off; else what follows from coins that are quoted in
 * both, of several coins the middle one by how far off it is (of an even number the further), for a coin may be dear
 * somewhere by itself. Nothing is averaged: half of a depeg would be none.
 *
 *   USDT-USD,   1 / USD-USDT;   BTC-USD / BTC-USDT
 *
 * @returns NaN where no market tells; a rate against another stablecoin alone tells nothing
 */
export function peggedRate(
  view: Pick<RiskView, 'instruments' | 'midPrice'>,
  currency: Currency,
): number {
  const peg = pegOf(currency)
  if (peg === undefined) return Number.NaN
  const direct: number[] = []
  const inPeg = new Map<Currency, number[]>()
  const inCoin = new Map<Currency, number[]>()
  for (const [index, { base, quote, class: kind }] of view.instruments.entries()) {
    const mid = kind === 'spot' ? view.midPrice(index) : Number.NaN
    if (Number.isNaN(mid)) continue
    if (base === currency && quote === peg) direct.push(mid)
    else if (base === peg && quote === currency) direct.push(1 / mid)
    else if (quote === peg) listed(inPeg, base).push(mid)
    else if (quote === currency) listed(inCoin, base).push(mid)
  }
  if (direct.length > 0) return byDistance(direct).at(-1)!
  const implied = [...inPeg].flatMap(([base, mids]) => {
    const others = inCoin.get(base)
    return others === undefined ? [] : [median(mids) / median(others)]
  })
  return byDistance(implied)[Math.floor(implied.length / 2)] ?? Number.NaN
}

/** Nearest to the peg first. */
function byDistance(rates: readonly number[]): readonly number[] {
  return rates.toSorted((a, b) => Math.abs(a - 1) - Math.abs(b - 1))
}

function listed(lists: Map<Currency, number[]>, base: Currency): number[] {
  const list = lists.get(base) ?? []
  lists.set(base, list)
  return list
}
