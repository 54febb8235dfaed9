import type { HaltReason } from '../core/strategy/refusal.ts'
import { dayOf, type Instant } from '../core/time.ts'
import type { RiskLimits } from './limits.ts'

/** What risk remembers. */
export interface RiskState {
  readonly limits: RiskLimits
  /** Local instants of the orders of the last second, oldest first. */
  readonly recentOrders: number[]
  /** Equity at its highest, and at the beginning of the day it is; NaN before it was seen. */
  peakEquity: number
  dayEquity: number
  day: number
  /** Why nothing but the way out is approved any more. */
  kill: Kill | undefined
  /** By instrument, why nothing more is risked on it. */
  readonly halts: Map<number, Set<HaltReason>>
}

/** Why, and since when, the switch is thrown. */
export interface Kill {
  readonly at: Instant
  readonly reason:
    | { readonly kind: 'asked' }
    | {
        readonly kind: 'daily-loss' | 'drawdown'
        readonly value: number
        readonly limit: number
      }
}

export function newRisk(limits: RiskLimits): RiskState {
  return {
    limits,
    recentOrders: [],
    peakEquity: Number.NaN,
    dayEquity: Number.NaN,
    day: Number.NaN,
    kill: undefined,
    halts: new Map(),
  }
}

/** Halts an instrument for a reason, or takes that reason back. @returns whether that is news */
export function setHalt(
  { halts }: RiskState,
  instrument: number,
  reason: HaltReason,
  isOn: boolean,
): boolean {
  const reasons = halts.get(instrument) ?? new Set()
  if (reasons.has(reason) === isOn) return false
  if (isOn) reasons.add(reason)
  else reasons.delete(reason)
  if (reasons.size === 0) halts.delete(instrument)
  else halts.set(instrument, reasons)
  return true
}

/** Throws the switch: from now on only cancellations and orders that reduce are approved. */
export function throwSwitch(state: RiskState, at: Instant): void {
  state.kill ??= { at, reason: { kind: 'asked' } }
}

/** Takes the switch back. Losses are counted from here on, or what threw it would throw it again at once. */
export function resume(state: RiskState): void {
  state.kill = undefined
  state.peakEquity = Number.NaN
  state.dayEquity = Number.NaN
  state.day = Number.NaN
}

/**
 * Takes note of equity, and throws the switch where a loss is beyond its limit. NaN, equity without a price, tells
 * nothing: meanwhile review approves nothing but the way out.
 */
export function watchEquity(state: RiskState, time: Instant, equity: number): void {
  if (Number.isNaN(equity)) return
  const day = dayOf(time)
  if (day !== state.day) {
    state.day = day
    state.dayEquity = equity
  }
  if (!(equity <= state.peakEquity)) state.peakEquity = equity
  const { dailyLossMost, drawdownMost } = state.limits
  const lost = state.dayEquity - equity
  const fallen = state.peakEquity - equity
  if (dailyLossMost !== undefined && lost > dailyLossMost) {
    const reason = { kind: 'daily-loss', value: lost, limit: dailyLossMost } as const
    state.kill ??= { at: time, reason }
  } else if (drawdownMost !== undefined && fallen > drawdownMost) {
    const reason = { kind: 'drawdown', value: fallen, limit: drawdownMost } as const
    state.kill ??= { at: time, reason }
  }
}
