/** When a pair is opened and closed, in deviations of its residual. */
export interface PairRules {
  /** Open at |z| of this and more. */
  readonly entry: number
  /** Close once z has come back to this, on its own side of zero. */
  readonly exit: number
  /** Give up at |z| of this and more on the losing side; nothing is opened beyond it either. */
  readonly stop: number
  /** Close after so many bars; undefined: never for that reason. */
  readonly maxHoldingBars?: number | undefined
}

/** `long` buys the residual: y up, x down. */
export type PairSide = 'long' | 'short'

export type CloseReason = 'break' | 'stop' | 'exit' | 'max-holding'

/** Where a pair stands. Orders are out while it is opening or closing. */
export type PairState =
  | {
      readonly stance: 'flat'
      /** Set after a break, a stop or an overlong holding: nothing is opened until z has come back, from this side. */
      readonly barredFrom?: PairSide
    }
  | { readonly stance: 'opening'; readonly side: PairSide }
  | { readonly stance: 'open'; readonly side: PairSide; readonly barsHeld: number }
  | { readonly stance: 'closing'; readonly side: PairSide; readonly reason: CloseReason }

/**
 * What a pair is told. z is undefined where there is none: no parameters, or no price. A relation is broken from the
 * alarm of its watch on.
 */
export type PairEvent =
  | {
      readonly kind: 'bar-closed'
      readonly zScore: number | undefined
      /** Absent where nobody watches the relation. */
      readonly isBroken?: boolean
    }
  | { readonly kind: 'opened' }
  /** The order to open did not fill and is gone. */
  | { readonly kind: 'lapsed' }
  | { readonly kind: 'closed' }

/** What it wants done; whoever drives it sends the orders. */
export type PairIntent =
  | { readonly kind: 'open'; readonly side: PairSide }
  | { readonly kind: 'close'; readonly reason: CloseReason }

export interface PairDecision {
  readonly state: PairState
  readonly intents: readonly PairIntent[]
}

/** Before anything has happened. */
export const flatPair: PairState = { stance: 'flat' }

/** A flat state as it reads when y and x change places: what was bought is sold. */
export function mirrored(state: PairState): PairState {
  if (state.stance !== 'flat' || state.barredFrom === undefined) return state
  return { stance: 'flat', barredFrom: state.barredFrom === 'long' ? 'short' : 'long' }
}

/**
 * The pairs rule, once, for every driver: a state and an event in, the next state and what to do out.
 *
 * A residual far above its mean is sold and one far below is bought; it is closed when its relation broke, when
 * it has gone further against the position than the stop, when it has come back, or when it took too long, asked in
 * that order. Of a broken relation nothing is opened.
 * Knows nothing of fills to come, of files or of money.
 */
export function decide(rules: PairRules, state: PairState, event: PairEvent): PairDecision {
  switch (event.kind) {
    case 'opened':
      return state.stance === 'opening'
        ? { state: { stance: 'open', side: state.side, barsHeld: 0 }, intents: [] }
        : unexpected(state, event)
    case 'lapsed':
      return state.stance === 'opening'
        ? { state: flatPair, intents: [] }
        : unexpected(state, event)
    case 'closed':
      return state.stance === 'closing'
        ? { state: afterClose(state.side, state.reason), intents: [] }
        : unexpected(state, event)
    case 'bar-closed':
      return onBar(rules, state, event)
  }
}

type ClosedBar = Extract<PairEvent, { kind: 'bar-closed' }>

function onBar(rules: PairRules, state: PairState, bar: ClosedBar): PairDecision {
  switch (state.stance) {
    case 'flat':
      return whenFlat(rules, state, bar)
    case 'open':
      return whenOpen(rules, state, bar)
    case 'opening':
    case 'closing':
      return { state, intents: [] } // its order is still out
  }
}

function whenFlat(
  rules: PairRules,
  state: Extract<PairState, { stance: 'flat' }>,
  { zScore, isBroken }: ClosedBar,
): PairDecision {
  if (zScore === undefined || isBroken === true) return { state, intents: [] }
  const { barredFrom } = state
  const isBarred = barredFrom !== undefined && !hasComeBack(rules.exit, losing(barredFrom, zScore))
  if (isBarred) return { state, intents: [] }
  const reach = Math.abs(zScore)
  if (reach < rules.entry || reach >= rules.stop) return { state: flatPair, intents: [] }
  const side = zScore > 0 ? 'short' : 'long'
  return { state: { stance: 'opening', side }, intents: [{ kind: 'open', side }] }
}

/**
 * Whether what closed early may be opened again: |z| below the exit level. Where that level is zero or beyond, no |z|
 * is below it, and z has come back once it is through it.
 *
 * @param against z in the direction in which the position lost; NaN, which is no z, has not come back
 */
export function hasComeBack(exit: number, against: number): boolean {
  return exit > 0 ? Math.abs(against) < exit : against <= exit
}

function whenOpen(
  rules: PairRules,
  state: Extract<PairState, { stance: 'open' }>,
  bar: ClosedBar,
): PairDecision {
  const barsHeld = state.barsHeld + 1
  const against = bar.zScore === undefined ? Number.NaN : losing(state.side, bar.zScore)
  const reason = bar.isBroken === true ? 'break' : closeReason(rules, against, barsHeld)
  if (reason === undefined) return { state: { ...state, barsHeld }, intents: [] }
  return {
    state: { stance: 'closing', side: state.side, reason },
    intents: [{ kind: 'close', reason }],
  }
}

/** When a position of an unbroken relation is closed. */
interface CloseRules extends Pick<PairRules, 'exit' | 'stop'> {
  readonly maxHoldingBars?: number | null | undefined
}

/**
 * Why an open position of an unbroken relation wants to be closed; undefined where it does not.
 *
 * @param against z in the direction in which the position loses; NaN where there is none
 */
export function closeReason(
  { exit, stop, maxHoldingBars }: CloseRules,
  against: number,
  barsHeld: number,
): Exclude<CloseReason, 'break'> | undefined {
  if (against >= stop) return 'stop'
  if (against <= exit) return 'exit'
  return barsHeld >= (maxHoldingBars ?? Infinity) ? 'max-holding' : undefined
}

/** z measured in the direction in which the position loses. */
function losing(side: PairSide, zScore: number): number {
  return side === 'short' ? zScore : -zScore
}

function afterClose(side: PairSide, reason: CloseReason): PairState {
  return reason === 'exit' ? flatPair : { stance: 'flat', barredFrom: side }
}

function unexpected(state: PairState, event: PairEvent): never {
  throw new Error(`invariant: a pair that is ${state.stance} was told '${event.kind}'`)
}
