import type { OrderSide } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents, type Intent } from '../core/strategy/intent.ts'
import type { OrderView, Strategy, StrategyDesk, StrategyEvent } from '../core/strategy/strategy.ts'

/** How positions are protected. */
export interface ProtectionTerms {
  /** How far beyond the average entry a stop rests. */
  readonly stopBps: number
  /** By instrument: does its venue keep stops that only reduce? Where not, nothing is protected. */
  readonly isProtected: readonly boolean[]
}

interface Entry {
  lots: number
  /** Ticks; what the open lots were had at on average. NaN while flat. */
  averageTicks: number
}

interface ProtectedState<State> {
  readonly inner: State
  readonly entries: Map<number, Entry>
}

/** What our stops are known by among a strategy's orders. */
const stopLabel = -8_007_057_095

/**
 * A strategy whose positions are protected at the venue: beside each rests a stop, triggered by the mark price, that
 * only reduces, so that it holds when nobody of ours is alive to close. When the position changes the new stop is placed
 * before the old one is cancelled; two of them cannot close more than there is.
 *
 *   trigger = average entry x (1 -+ stopBps / 1e4),  below a long position, above a short one
 *
 * What an earlier run left is protected from the mid at the beginning, for its entry is not known. The strategy itself
 * sees no stop of ours, and is told when one fills.
 */
export function withProtectiveStops<State>(
  strategy: Strategy<State>,
  terms: ProtectionTerms,
): Strategy<ProtectedState<State>> {
  return {
    name: strategy.name,
    begin: (desk) => ({ inner: strategy.begin(withoutStops(desk)), entries: new Map() }),
    decide(state, event, desk) {
      const isOfStop = event.kind === 'order' && event.order.label === stopLabel
      const isTold = !isOfStop || event.answer.kind === 'filled'
      const wanted = isTold ? strategy.decide(state.inner, event, withoutStops(desk)) : noIntents
      const changed = instrumentsOf(event, desk)
      if (changed.length === 0) return wanted
      if (event.kind === 'order') takeFill(state.entries, event)
      const stops = changed.flatMap((instrument) =>
        terms.isProtected[instrument] === true
          ? protect(state.entries, instrument, desk, terms)
          : [],
      )
      return stops.length === 0 ? wanted : [...wanted, ...stops]
    },
    tally: (state) => strategy.tally?.(state.inner),
  }
}

/** Where a position may have changed. */
function instrumentsOf(event: StrategyEvent, desk: StrategyDesk): number[] {
  switch (event.kind) {
    case 'begun':
      return [...desk.instruments.keys()]
    case 'order':
      return [event.order.request.instrument]
    case 'account':
      return [event.event.instrument]
    case 'market':
    case 'woken':
    case 'refused':
    case 'legs':
      return []
  }
}

function takeFill(
  entries: Map<number, Entry>,
  { answer, order }: Extract<StrategyEvent, { kind: 'order' }>,
): void {
  if (answer.kind !== 'filled') return
  const { instrument, side } = order.request
  const entry = entries.get(instrument) ?? { lots: 0, averageTicks: Number.NaN }
  entries.set(instrument, entry)
  const lots = side === 'buy' ? answer.lots : 0 - answer.lots
  const held = entry.lots
  entry.lots += lots
  if (entry.lots === 0) entry.averageTicks = Number.NaN
  else if (held === 0 || Math.sign(held) !== Math.sign(entry.lots))
    entry.averageTicks = answer.priceTicks
  else if (Math.sign(lots) === Math.sign(held))
    entry.averageTicks = (entry.averageTicks * held + answer.priceTicks * lots) / entry.lots
}

function protect(
  entries: Map<number, Entry>,
  instrument: number,
  desk: StrategyDesk,
  { stopBps }: ProtectionTerms,
): Intent[] {
  const position = desk.position(instrument)
  const resting = desk
    .orders()
    .filter(({ request, label }) => label === stopLabel && request.instrument === instrument)
  const side: OrderSide = position > 0 ? 'sell' : 'buy'
  const lots = Math.abs(position)
  // One that is on its way out protects nothing, however long its venue takes.
  const isRight = ({ request, stage, lots: whole, filledLots }: OrderView): boolean =>
    stage !== 'pending-cancel' && request.side === side && whole - filledLots === lots
  const kept = position === 0 ? undefined : resting.find(isRight)
  const intents = resting.filter((order) => order !== kept).flatMap(cancelled)
  if (position === 0 || kept !== undefined) return intents
  const known = entries.get(instrument)?.averageTicks ?? Number.NaN
  const entry = Number.isNaN(known) ? desk.midTicks(instrument) : known
  if (Number.isNaN(entry)) return intents
  const beyond = stopBps / 1e4
  const trigger = position > 0 ? Math.floor(entry * (1 - beyond)) : Math.ceil(entry * (1 + beyond))
  return [
    {
      kind: 'place',
      order: {
        instrument,
        side,
        lots: lots as Lots,
        pricing: { kind: 'stop', triggerTicks: trigger as PriceTicks, triggeredBy: 'mark' },
        isReduceOnly: true,
        label: stopLabel,
      },
    },
    ...intents,
  ]
}

function cancelled({ request, stage }: OrderView): Intent[] {
  // Asked for once: of one of unknown fate the search tells, and asking at every event would go on for ever.
  const canCancel = stage === 'sent' || stage === 'accepted' || stage === 'partly-filled'
  return canCancel ? [{ kind: 'cancel', clientOrderId: request.clientOrderId }] : []
}

function withoutStops(desk: StrategyDesk): StrategyDesk {
  return new Proxy(desk, {
    get(target, name) {
      if (name === 'orders') return () => target.orders().filter(({ label }) => label !== stopLabel)
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value
    },
  })
}
