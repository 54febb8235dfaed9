import type { OrderRequest, OrderSide } from '../core/orders/order.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import { noIntents, type Intent } from '../core/strategy/intent.ts'
import type { OrderView, Strategy, StrategyDesk, StrategyEvent } from '../core/strategy/strategy.ts'
import type { Instant } from '../core/time.ts'

/** How positions are protected. */
export interface ProtectionTerms {
  /** How far beyond the average entry a stop rests. */
  readonly stopBps: number
  /** By instrument: does its venue keep stops that only reduce? Where not, nothing is protected. */
  readonly isProtected: readonly boolean[]
  /** Hears of a stop that is less than its venue takes. */
  readonly tooSmall?: (instrument: number, lots: Lots) => void
}

interface Entry {
  lots: number
  /** Ticks; what the open lots were had at on average. NaN while flat. */
  averageTicks: number
}

/** A stop that could not be placed, or was refused. */
interface Retry {
  /** In a row. */
  readonly tries: number
  /** Is it yet to be woken for? */
  readonly isAsked: boolean
}

interface ProtectedState<State> {
  readonly inner: State
  readonly entries: Map<number, Entry>
  readonly retries: Map<number, Retry>
  /** By instrument: the most lots that were less than its venue takes. */
  readonly dust: Map<number, number>
}

/** What our stops are known by among a strategy's orders, and, less an instrument and one, when it is woken for them. */
const stopLabel = -8_007_057_095
/** A stop that was refused is asked for again after so long, and after twice as long each time, µs. */
const firstRetryAfter = 250_000
const longestRetryAfter = 8_000_000

/**
 * A strategy whose positions are protected at the venue: beside each rests a stop, triggered by the mark price, that
 * only reduces, so that it holds when nobody of ours is alive to close. When the position changes the old stop is cancelled
 * when the new one rests; two of them cannot close more than there is. One that risk or the venue refuses, or that had no price
 * to be beyond, is asked for again after a quarter of a second, and later and later, as long as it is wanted. What is less than
 * its venue takes is dust: that much, or less, has no stop and is asked for none again.
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
    begin: (desk) => ({
      inner: strategy.begin(withoutStops(desk)),
      entries: new Map(),
      retries: new Map(),
      dust: new Map(),
    }),
    decide(state, event, desk) {
      const wanted = isForInner(event, desk)
        ? strategy.decide(state.inner, event, withoutStops(desk))
        : noIntents
      const changed = instrumentsOf(event, desk)
      if (changed.length === 0) return wanted
      if (event.kind === 'order') takeFill(state.entries, event)
      const small = tooSmallStop(event)
      if (small !== undefined) noteDust(state.dust, small, terms)
      const isRefused = small === undefined && isRefusedStop(event)
      const stops = changed.flatMap((instrument) => {
        if (terms.isProtected[instrument] !== true) return []
        noteRetry(state.retries, instrument, event)
        if (isRefused) return retried(state.retries, instrument, desk)
        const { intents, lacksPrice } = protect(state, instrument, desk, terms)
        if (!lacksPrice) return intents
        return [...intents, ...retried(state.retries, instrument, desk)]
      })
      return stops.length === 0 ? wanted : [...wanted, ...stops]
    },
    tally: (state) => strategy.tally?.(state.inner),
  }
}

/** Whoever decides hears nothing of stops but their fills. */
function isForInner(event: StrategyEvent, desk: StrategyDesk): boolean {
  switch (event.kind) {
    case 'order':
      return event.order.label !== stopLabel || event.answer.kind === 'filled'
    case 'woken':
      return retriedAt(event.key, desk) === undefined
    case 'refused':
      return !isRefusedStop(event)
    case 'begun':
    case 'market':
    case 'account':
    case 'legs':
      return true
  }
}

/** Did risk or the venue refuse one of ours, or was it never there? */
function isRefusedStop(event: StrategyEvent): boolean {
  if (event.kind === 'refused')
    return event.intent.kind === 'place' && event.intent.order.label === stopLabel
  if (event.kind !== 'order' || event.order.label !== stopLabel) return false
  const { kind } = event.answer
  return kind === 'rejected' || kind === 'absent'
}

/** One of ours that is less than its venue takes, as we know or as it says; else undefined. */
function tooSmallStop(event: StrategyEvent): StopSize | undefined {
  if (!isRefusedStop(event)) return undefined
  if (event.kind === 'refused')
    return event.intent.kind === 'place' && event.refusal.kind === 'least-order'
      ? event.intent.order
      : undefined
  if (event.kind !== 'order' || event.answer.kind !== 'rejected') return undefined
  return event.answer.reason === 'too-small' ? event.order.request : undefined
}

type StopSize = Pick<OrderRequest, 'instrument' | 'lots'>

function noteDust(
  dust: Map<number, number>,
  { instrument, lots }: StopSize,
  { tooSmall }: ProtectionTerms,
): void {
  if (lots <= (dust.get(instrument) ?? 0)) return
  dust.set(instrument, lots)
  tooSmall?.(instrument, lots)
}

/** The instrument whose stop a wake is for; undefined of wakes of the strategy's own. */
function retriedAt(key: number, { instruments }: StrategyDesk): number | undefined {
  const instrument = stopLabel - 1 - key
  return instrument >= 0 && instrument < instruments.length ? instrument : undefined
}

/** One that rests begins the count anew; of a wake nobody waits any more. */
function noteRetry(retries: Map<number, Retry>, instrument: number, event: StrategyEvent): void {
  const retry = retries.get(instrument)
  if (retry === undefined) return
  if (event.kind === 'woken') retries.set(instrument, { ...retry, isAsked: false })
  const isOfStop = event.kind === 'order' && event.order.label === stopLabel
  if (isOfStop && event.answer.kind === 'accepted') retries.set(instrument, { ...retry, tries: 0 })
}

/** Asks to be woken for another try, once. */
function retried(retries: Map<number, Retry>, instrument: number, desk: StrategyDesk): Intent[] {
  const { tries, isAsked } = retries.get(instrument) ?? { tries: 0, isAsked: false }
  if (isAsked) return []
  retries.set(instrument, { tries: tries + 1, isAsked: true })
  const wait = Math.min(longestRetryAfter, firstRetryAfter * 2 ** Math.min(tries, 10))
  return [{ kind: 'wake', at: (desk.time + wait) as Instant, key: stopLabel - 1 - instrument }]
}

/** Where a position may have changed, or a stop is to be asked for again. */
function instrumentsOf(event: StrategyEvent, desk: StrategyDesk): number[] {
  switch (event.kind) {
    case 'begun':
      return [...desk.instruments.keys()]
    case 'order':
      return [event.order.request.instrument]
    case 'account':
      return [event.event.instrument]
    case 'woken': {
      const instrument = retriedAt(event.key, desk)
      return instrument === undefined ? [] : [instrument]
    }
    case 'refused':
      return event.intent.kind === 'place' && isRefusedStop(event)
        ? [event.intent.order.instrument]
        : []
    case 'market':
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
  { entries, dust }: Pick<ProtectedState<unknown>, 'entries' | 'dust'>,
  instrument: number,
  desk: StrategyDesk,
  { stopBps }: ProtectionTerms,
): { readonly intents: Intent[]; readonly lacksPrice: boolean } {
  const position = desk.position(instrument)
  const resting = desk
    .orders()
    .filter(({ request, label }) => label === stopLabel && request.instrument === instrument)
  const side: OrderSide = position > 0 ? 'sell' : 'buy'
  const lots = Math.abs(position)
  const isBare = lots <= (dust.get(instrument) ?? 0)
  // One that is on its way out protects nothing, however long its venue takes.
  const isRight = ({ request, stage, lots: whole, filledLots }: OrderView): boolean =>
    stage !== 'pending-cancel' && request.side === side && whole - filledLots === lots
  const kept = isBare ? undefined : resting.find(isRight)
  // What rests goes when the right one rests; of those that are on their way none is waited for.
  const cover =
    isBare || (kept !== undefined && isThere(kept))
      ? undefined
      : resting.findLast((order) => isThere(order) && order.request.side === side)
  const intents = resting.filter((order) => order !== kept && order !== cover).flatMap(cancelled)
  if (isBare || kept !== undefined) return { intents, lacksPrice: false }
  const known = entries.get(instrument)?.averageTicks ?? Number.NaN
  const entry = Number.isNaN(known) ? desk.midTicks(instrument) : known
  if (Number.isNaN(entry)) return { intents, lacksPrice: true }
  const beyond = stopBps / 1e4
  const trigger = position > 0 ? Math.floor(entry * (1 - beyond)) : Math.ceil(entry * (1 + beyond))
  const order = {
    instrument,
    side,
    lots: lots as Lots,
    pricing: { kind: 'stop', triggerTicks: trigger as PriceTicks, triggeredBy: 'mark' },
    isReduceOnly: true,
    label: stopLabel,
  } as const
  return { intents: [{ kind: 'place', order }, ...intents], lacksPrice: false }
}

function isThere({ stage }: OrderView): boolean {
  return stage === 'accepted' || stage === 'partly-filled'
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
