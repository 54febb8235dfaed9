/** Legs that are only worth having together, in lots of each. */
export interface LegsPlan {
  /** Lots of each leg in one unit of the whole. */
  readonly lotsPerUnit: readonly number[]
  readonly units: number
  /** Units entered at once: what one leg can be ahead of another by. */
  readonly unitsAtOnce: number
  /** How often legs that fell short, or a slice of which nothing was filled, are tried again. */
  readonly mendsMost: number
  /** How often in a row undoing fills nothing before the legs are left as they are and somebody is told. */
  readonly unwindsMost: number
}

/** An order of one leg that is out. */
interface LegOrder {
  readonly direction: 'enter' | 'unwind'
  readonly lots: number
  /** Heard of so far. */
  readonly filledLots: number
  /** No answer: anything from what was heard of to all of it. */
  readonly isUnknown: boolean
}

/** Where the legs stand. */
export interface LegsState {
  readonly plan: LegsPlan
  readonly phase: 'entering' | 'mending' | 'unwinding' | 'entered' | 'stopped' | 'stuck'
  /** Lots of each leg from orders that have ended. */
  readonly heldLots: readonly number[]
  readonly orders: readonly (LegOrder | undefined)[]
  readonly mends: number
  /** Since undoing last filled anything. */
  readonly unwinds: number
  /** Slices in a row of which nothing was filled, and the units held when the last one went out. */
  readonly barrenSlices: number
  readonly unitsBefore: number
  readonly isStopping: boolean
}

/** What happens to legs. */
export type LegsHappening =
  | { readonly kind: 'begun' | 'stop' | 'restarted' }
  /** Somebody else closes what they hold, and what is still to come of their orders. */
  | { readonly kind: 'given-up' }
  /** Of a leg's order so many lots are filled so far. */
  | { readonly kind: 'filled'; readonly leg: number; readonly filledLots: number }
  /** A leg's order is over: filled, cancelled, rejected or refused; so many lots were filled in its life. */
  | { readonly kind: 'ended'; readonly leg: number; readonly filledLots: number }
  | { readonly kind: 'unknown'; readonly leg: number }

/** What legs want: one order. */
export interface LegAction {
  readonly leg: number
  readonly direction: 'enter' | 'unwind'
  readonly lots: number
}

/** The next state and the orders to send. */
export interface LegsStep {
  readonly state: LegsState
  readonly actions: readonly LegAction[]
}

/** Legs before their first order. */
export function newLegs(plan: LegsPlan): LegsState {
  return {
    plan,
    phase: 'entering',
    heldLots: plan.lotsPerUnit.map(() => 0),
    orders: plan.lotsPerUnit.map(() => undefined),
    mends: 0,
    unwinds: 0,
    barrenSlices: 0,
    unitsBefore: -1,
    isStopping: false,
  }
}

/** Nothing more will be sent. */
export function areLegsOver({ phase }: LegsState): boolean {
  return phase === 'entered' || phase === 'stopped' || phase === 'stuck'
}

/**
 * Legs after something happened to them, and what to send.
 *
 * A slice of all legs goes out at once and nothing more until every order of it has ended. Where they came out uneven,
 * the legs behind are sent for what they lack, a few times, then what is ahead is undone. While any order is of unknown
 * fate nothing is sent at all. So in every state, whatever becomes of what is out,
 *
 *   max over legs of (lots that may be held / lots per unit) - min of those that are certain  <=  unitsAtOnce
 */
export function legsAfter(state: LegsState, happening: LegsHappening): LegsStep {
  if (areLegsOver(state)) return { state, actions: [] }
  switch (happening.kind) {
    case 'begun':
      return onward(state)
    case 'stop':
      return onward({ ...state, isStopping: true })
    case 'given-up': {
      const { heldLots, orders } = newLegs(state.plan)
      return over({ ...state, heldLots, orders }, 'stopped')
    }
    case 'restarted': {
      const orders = state.orders.map((order) => order && { ...order, isUnknown: true })
      return { state: { ...state, orders }, actions: [] }
    }
    case 'filled':
      return {
        state: withOrder(state, happening.leg, { filledLots: happening.filledLots }),
        actions: [],
      }
    case 'unknown':
      return { state: withOrder(state, happening.leg, { isUnknown: true }), actions: [] }
    case 'ended':
      return onward(withoutOrder(state, happening.leg, happening.filledLots))
  }
}

/** Lots of a leg that are held for certain, and the most that may be, in units of the whole. */
function coverageOf(
  { plan, heldLots, orders }: LegsState,
  leg: number,
): {
  readonly least: number
  readonly most: number
} {
  const held = heldLots[leg]!
  const order = orders[leg]
  const [filled, whole] = order === undefined ? [0, 0] : [order.filledLots, order.lots]
  const isEntering = order?.direction !== 'unwind'
  const perUnit = plan.lotsPerUnit[leg]!
  return {
    least: (isEntering ? held + filled : held - whole) / perUnit,
    most: (isEntering ? held + whole : held - filled) / perUnit,
  }
}

/** Units by which one leg may be ahead of another, whatever becomes of what is out. */
export function nakedUnits(state: LegsState): number {
  const all = state.plan.lotsPerUnit.map((_, leg) => coverageOf(state, leg))
  return Math.max(...all.map(({ most }) => most)) - Math.min(...all.map(({ least }) => least))
}

/** Whole units that every leg holds. */
export function evenUnits({ plan, heldLots }: LegsState): number {
  return Math.min(...heldLots.map((lots, leg) => Math.floor(lots / plan.lotsPerUnit[leg]!)))
}

function withOrder(state: LegsState, leg: number, change: Partial<LegOrder>): LegsState {
  const order = state.orders[leg]
  if (order === undefined) return state
  // Told late or twice, a number of fills never goes back.
  const filledLots = Math.max(order.filledLots, change.filledLots ?? 0)
  return { ...state, orders: state.orders.with(leg, { ...order, ...change, filledLots }) }
}

function withoutOrder(state: LegsState, leg: number, filledLots: number): LegsState {
  const order = state.orders[leg]
  if (order === undefined) return state
  const filled = Math.max(order.filledLots, filledLots)
  const signed = order.direction === 'enter' ? filled : -filled
  return {
    ...state,
    // Each lot that is undone is one less: what goes on is not given up.
    unwinds: signed < 0 ? 0 : state.unwinds,
    heldLots: state.heldLots.with(leg, state.heldLots[leg]! + signed),
    orders: state.orders.with(leg, undefined),
  }
}

/** What to do now that nothing may be out. */
function onward(state: LegsState): LegsStep {
  if (state.orders.some((order) => order !== undefined)) return { state, actions: [] }
  const { plan, heldLots, isStopping } = state
  const covered = heldLots.map((lots, leg) => lots / plan.lotsPerUnit[leg]!)
  const lacking = lotsUpTo(state, Math.max(...covered))
  const isEven = lacking.every((lots) => lots === 0)
  if (isEven && (isStopping || state.phase === 'unwinding')) return over(state, 'stopped')
  if (isEven) return nextSlice(state)
  if (state.phase !== 'unwinding' && !isStopping && state.mends < plan.mendsMost) {
    return send({ ...state, phase: 'mending', mends: state.mends + 1 }, 'enter', lacking)
  }
  if (state.unwinds >= plan.unwindsMost) return over(state, 'stuck')
  const least = Math.min(...covered)
  const ahead = heldLots.map((lots, leg) =>
    Math.floor(lots - least * plan.lotsPerUnit[leg]! + TINY),
  )
  if (ahead.every((lots) => lots === 0)) return over(state, 'stopped')
  return send({ ...state, phase: 'unwinding', unwinds: state.unwinds + 1 }, 'unwind', ahead)
}

function nextSlice(state: LegsState): LegsStep {
  const { plan } = state
  const held = evenUnits(state)
  const left = plan.units - held
  if (left <= 0) return over(state, 'entered')
  const barrenSlices = held === state.unitsBefore ? state.barrenSlices + 1 : 0
  if (barrenSlices > plan.mendsMost) return over(state, 'stopped')
  const units = Math.min(left, plan.unitsAtOnce)
  // What a leg holds of a unit begun counts: legs are even to the lot, not to the unit.
  const lots = lotsUpTo(state, held + units)
  // A slice that is even is one nobody has to mend any more.
  const next = { ...state, phase: 'entering', mends: 0, barrenSlices, unitsBefore: held } as const
  return send(next, 'enter', lots)
}

/** Rounding of a quotient of lots: far below one lot. */
const TINY = 1e-9

/** Whole lots each leg lacks of a number of units. */
function lotsUpTo({ plan, heldLots }: LegsState, units: number): number[] {
  return heldLots.map((lots, leg) => Math.floor(units * plan.lotsPerUnit[leg]! - lots + TINY))
}

function over(state: LegsState, phase: 'entered' | 'stopped' | 'stuck'): LegsStep {
  return { state: { ...state, phase }, actions: [] }
}

function send(state: LegsState, direction: 'enter' | 'unwind', lots: readonly number[]): LegsStep {
  const orders = lots.map((each) =>
    each === 0 ? undefined : { direction, lots: each, filledLots: 0, isUnknown: false },
  )
  const actions = lots.flatMap((each, leg) => (each === 0 ? [] : [{ leg, direction, lots: each }]))
  return { state: { ...state, orders }, actions }
}
