import type { Slice } from './slices.ts'
import type { Instant } from '../../core/time.ts'

/** Why an order waits or a venue is left out. */
export type Alarm =
  | { readonly kind: 'distrust'; readonly venue: string }
  | { readonly kind: 'peg'; readonly currency: string }
  | { readonly kind: 'halt' }

/** An order that is worked off slice by slice. */
export interface ScheduleState {
  readonly slices: readonly Slice[]
  /** Slices that have come due. */
  readonly due: number
  readonly filledLots: number
  /** What was due and is not filled: while an alarm lasted, or since books held too little. */
  readonly owedLots: number
  readonly alarms: readonly Alarm[]
}

export interface ScheduleTerms {
  /** Every currency the order pays with or receives. */
  readonly quotes: readonly string[]
  /** How much of what is owed may be added to a slice, in parts of it: 1 doubles it at most. */
  readonly catchUp: number
}

/** What is to be sent now. */
export interface ScheduleStep {
  readonly lots: number
  /** Venues to leave out. */
  readonly withoutVenues: readonly string[]
  /** Quote currencies to leave out. */
  readonly withoutQuotes: readonly string[]
}

export function scheduled(slices: readonly Slice[]): ScheduleState {
  return { slices, due: 0, filledLots: 0, owedLots: 0, alarms: [] }
}

/** An alarm begins; the same twice is one. */
export function alarmed(state: ScheduleState, alarm: Alarm): ScheduleState {
  return state.alarms.some((other) => isSame(other, alarm))
    ? state
    : { ...state, alarms: [...state.alarms, alarm] }
}

/** An alarm is over. */
export function calmed(state: ScheduleState, alarm: Alarm): ScheduleState {
  return { ...state, alarms: state.alarms.filter((other) => !isSame(other, alarm)) }
}

/**
 * What comes due at an instant: nothing while trading is halted or every currency has left its peg; else the slices due
 * and, within the catch-up, what is owed from before. What a venue's distrust or one currency's peg takes away is told,
 * for the router to leave out.
 */
export function stepAt(
  state: ScheduleState,
  now: Instant,
  terms: ScheduleTerms,
): { readonly state: ScheduleState; readonly step: ScheduleStep } {
  let due = state.due
  let fresh = 0
  while (due < state.slices.length && state.slices[due]!.time <= now)
    fresh += state.slices[due++]!.lots
  const withoutQuotes = state.alarms.flatMap((alarm) =>
    alarm.kind === 'peg' ? [alarm.currency] : [],
  )
  const withoutVenues = state.alarms.flatMap((alarm) =>
    alarm.kind === 'distrust' ? [alarm.venue] : [],
  )
  const isPaused =
    state.alarms.some(({ kind }) => kind === 'halt') ||
    terms.quotes.every((quote) => withoutQuotes.includes(quote))
  const isLast = due === state.slices.length
  // At the end there is no later slice to add to: what is owed goes in equal steps of the last one.
  const base = fresh > 0 || !isLast ? fresh : (state.slices.at(-1)?.lots ?? 0)
  const extra = Math.min(state.owedLots, Math.floor(base * terms.catchUp))
  const lots = isPaused ? 0 : fresh + extra
  const owedLots = state.owedLots + fresh - lots
  return {
    state: { ...state, due, owedLots },
    step: { lots, withoutVenues, withoutQuotes },
  }
}

/** After what was sent came back: what was not filled is owed. */
export function stepFilled(state: ScheduleState, sent: number, filled: number): ScheduleState {
  return {
    ...state,
    filledLots: state.filledLots + filled,
    owedLots: state.owedLots + sent - filled,
  }
}

function isSame(a: Alarm, b: Alarm): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
