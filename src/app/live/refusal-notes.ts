import type { Instrument } from '../../core/instrument.ts'
import { leastLots, type LeastOrder } from '../../core/least-order.ts'
import type { JournalRecord } from '../../core/journal.ts'
import { priceOf } from '../../core/price.ts'
import { quantityInWords } from '../../core/quantity-words.ts'
import type { OrderWish } from '../../core/strategy/intent.ts'
import type { Refused } from '../../engine/engine.ts'
import { pricingWords } from '../../protocol/told-order.ts'
import type { LiveSetup } from './live-setup.ts'
import { requestedPricing } from './order-pricing.ts'

/** What it is told to, and who and what it is told of. */
type Told = Pick<
  LiveSetup,
  'clock' | 'instruments' | 'leastOrders' | 'strategies' | 'tell' | 'debug'
> & {
  readonly journal: Pick<LiveSetup['journal'], 'append'>
}

type RefusedOrder = NonNullable<RefusedRecord['order']>
type RefusedRecord = Extract<JournalRecord, { kind: 'refused' }>

/** A strategy that asks at every message is refused at every message: of what is alike one record is written down in so long. */
const writtenEvery = 10_000_000

/**
 * A run whose refusals are told of: each to the log, those that are alike (strategy, instrument and reason) to the journal
 * at most every ten seconds with their number, and to whoever looks after the run the first order of an instrument that is
 * less than its venue takes, or that cannot be as small as the limits want it.
 */
export function withRefusalsTold<Setup extends Told>(
  setup: Setup,
): Setup & Required<Pick<LiveSetup, 'refused'>> {
  const { clock, journal, instruments, leastOrders = [], strategies } = setup
  const written = new Map<string, { since: number; times: number }>()
  const small = new Set<string>()
  return {
    ...setup,
    refused: (strategy, refused) => {
      const time = clock.now()
      const record = recordOf(refused, { strategy, time }, instruments)
      setup.debug?.(
        () => `${strategies[strategy]!.name}: ${refusedInWords(record, instruments)}`,
        record,
      )
      const instrument = record.order?.instrument ?? -1
      const { kind, reason } = record.refusal
      const key = [strategy, instrument, kind, reason].join(' ')
      const before = written.get(key)
      if (before !== undefined && time - before.since < writtenEvery) before.times++
      else {
        written.set(key, { since: time, times: 0 })
        journal.append({ ...record, times: 1 + (before?.times ?? 0) })
      }
      const about = `${strategy} ${instrument}`
      if (record.order === null || small.has(about)) return
      const why = sizeInWords(
        record,
        record.order,
        instruments[instrument]!,
        leastOrders[instrument] ?? {},
      )
      if (why === undefined) return
      small.add(about)
      setup.tell(`${why}; counted from now on and not told again`)
    },
  }
}

function recordOf(
  { intent, refusal }: Refused,
  { strategy, time }: Pick<RefusedRecord, 'strategy' | 'time'>,
  instruments: readonly Instrument[],
): RefusedRecord {
  // An order that is none cannot be written down: its instrument may not be there, its lots no number.
  const order =
    intent.kind === 'place' &&
    refusal.kind !== 'malformed' &&
    instruments[intent.order.instrument] !== undefined
      ? orderOf(intent.order)
      : null
  return {
    time,
    kind: 'refused',
    strategy,
    intent: intent.kind,
    order,
    clientOrderId: 'clientOrderId' in intent ? intent.clientOrderId : null,
    refusal: {
      kind: refusal.kind,
      ...('reason' in refusal ? { reason: refusal.reason } : {}),
      // Without equity leverage has no end, and JSON no word for it.
      ...('limit' in refusal
        ? { value: Number.isFinite(refusal.value) ? refusal.value : null, limit: refusal.limit }
        : {}),
    },
    times: 1,
  }
}

function orderOf({
  instrument,
  side,
  lots,
  pricing,
  isReduceOnly,
}: OrderWish): RefusedRecord['order'] {
  return { instrument, side, lots, pricing, isReduceOnly: isReduceOnly ?? false }
}

/** `buy 100 contracts of okx:DOGE-USDT:linear at 0.4: order-notional of 40000 beyond 1000`. */
function refusedInWords(
  { intent, order, clientOrderId, refusal }: RefusedRecord,
  instruments: readonly Instrument[],
): string {
  const what =
    order === null
      ? `${intent}${clientOrderId === null ? '' : ` of order ${clientOrderId}`}`
      : orderInWords(order, instruments[order.instrument]!)
  const { kind, reason, value, limit } = refusal
  const why = `${kind}${reason === undefined ? '' : ` (${reason})`}`
  return limit === undefined
    ? `${what}: ${why}`
    : `${what}: ${why} of ${value === null ? 'no end' : shown(value!)} beyond ${shown(limit)}`
}

function orderInWords(order: RefusedOrder, instrument: Instrument): string {
  const { venue, name, class: kind, tickSize } = instrument
  const price = pricingWords(requestedPricing(order, tickSize), String)
  const place = `${venue}:${name}${kind === 'spot' ? '' : `:${kind}`}`
  return `${order.side} ${quantityInWords(instrument, order.lots)} of ${place} at ${price}`
}

/** Where no other order is to be expected: it is less than its venue takes, or limits are below that; else undefined. */
function sizeInWords(
  { refusal: { kind, value, limit } }: RefusedRecord,
  order: RefusedOrder,
  instrument: Instrument,
  least: LeastOrder,
): string | undefined {
  const { venue, name } = instrument
  const words = `${venue}:${name}: not sent, ${leastInWords(least, instrument)}`
  const what = orderInWords(order, instrument)
  if (kind === 'least-order') return `${words} is more: ${what}`
  const { pricing, lots } = order
  if (kind !== 'order-notional' || pricing.kind !== 'limit') return undefined
  const fewest = leastLots(instrument, priceOf(pricing.priceTicks, instrument.tickSize), least)
  // What one lot comes to is known from what the order does.
  return (value! / lots) * fewest > limit!
    ? `${words} is beyond limits.orderNotionalMost (${shown(limit!)}): ${what}`
    : undefined
}

function leastInWords({ minQuantity, minNotional }: LeastOrder, instrument: Instrument): string {
  const { class: kind, base, quote } = instrument
  const least = [
    ...(minQuantity === undefined
      ? []
      : [`${shown(minQuantity)} ${kind === 'inverse' ? quote : base}`]),
    ...(minNotional === undefined ? [] : [`${shown(minNotional)} ${quote}`]),
  ]
  return `the least order${least.length === 0 ? '' : ` (${least.join(', ')})`}`
}

function shown(value: number): string {
  return String(Number(value.toPrecision(8)))
}
