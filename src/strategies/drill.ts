import { eventSide } from '../core/events/event-codes.ts'
import type { Instrument } from '../core/instrument.ts'
import { leastLots, type LeastOrder } from '../core/least-order.ts'
import { lotsOfNotional } from '../core/notional.ts'
import type { OrderSide } from '../core/orders/order.ts'
import { priceOf, type Lots, type PriceTicks } from '../core/price.ts'
import { noIntents, type Intent, type OrderWish } from '../core/strategy/intent.ts'
import { numberSetting } from '../core/strategy/settings.ts'
import type {
  Strategy,
  StrategyDesk,
  StrategyEvent,
  StrategySetup,
} from '../core/strategy/strategy.ts'
import type { Instant } from '../core/time.ts'

/** What is remembered of an instrument that is drilled. */
interface Drilled {
  readonly instrument: number
  turn: number
}

interface DrillState {
  readonly drilled: readonly Drilled[]
}

/** Of an order on an instrument: what it should be, in units of quote, and what it has to be. */
type Size = (instrument: number) => { readonly notional: number; readonly least: LeastOrder }

/** Beyond the touch, so that an order of this kind fills at once whatever moves meanwhile. */
const takingBps = 20
/** Rounds after which what rests is cancelled. */
const restRounds = 3
/** So many units of notional are held at most before the next order goes the other way. */
const heldOrdersMost = 3

/**
 * A rehearsal: on the first instrument of every venue a small order every `everyMs`, in turns one that takes, one that
 * rests and is cancelled after a while, to buy and to sell, so that everything orders can go through is gone through.
 *
 * Settings: `everyMs` (1,000), `notional` of one order in units of quote (20). Where a venue takes no order so small it is the
 * least that it takes.
 */
export function drillStrategy(setup: StrategySetup): Strategy<DrillState> {
  const everyUs = numberSetting(setup, 'everyMs', 1_000) * 1_000
  const notional = numberSetting(setup, 'notional', 20)
  const size: Size = (instrument) => ({ notional, least: setup.leastOrders?.[instrument] ?? {} })
  return {
    name: 'drill',
    begin: () => ({
      drilled: firstOfVenues(setup.instruments).map((instrument) => ({ instrument, turn: 0 })),
    }),
    decide(state, event, desk) {
      if (event.kind !== 'begun' && event.kind !== 'woken') return noIntents
      const drilled = event.kind === 'begun' ? undefined : state.drilled[event.key]
      const intents: Intent[] = drilled === undefined ? [] : round(drilled, desk, size, everyUs)
      return [...intents, ...nextWakes(state, event, everyUs)]
    },
  }
}

function firstOfVenues(instruments: readonly Instrument[]): number[] {
  return instruments.flatMap(({ venue }, index) =>
    instruments.findIndex((each) => each.venue === venue) === index ? [index] : [],
  )
}

/** Venues in turns, evenly spread over the interval. */
function nextWakes({ drilled }: DrillState, event: StrategyEvent, everyUs: number): Intent[] {
  if (event.kind === 'woken')
    return [{ kind: 'wake', at: (event.time + everyUs) as Instant, key: event.key }]
  return drilled.map((_, key) => ({
    kind: 'wake',
    at: Math.round(event.time + (everyUs * (key + 1)) / (drilled.length + 1)) as Instant,
    key,
  }))
}

function round(drilled: Drilled, desk: StrategyDesk, size: Size, everyUs: number): Intent[] {
  const intents: Intent[] = []
  for (const { request, stage, label = 0 } of desk.orders()) {
    const isOld = desk.time - label > restRounds * everyUs
    const canCancel = stage === 'accepted' || stage === 'partly-filled'
    if (request.instrument === drilled.instrument && isOld && canCancel)
      intents.push({ kind: 'cancel', clientOrderId: request.clientOrderId })
  }
  const order = wishOf(drilled, desk, size)
  if (order !== undefined) intents.push({ kind: 'place', order })
  drilled.turn++
  return intents
}

function wishOf(
  { instrument, turn }: Drilled,
  desk: StrategyDesk,
  size: Size,
): OrderWish | undefined {
  const of = desk.instruments[instrument]!
  const book = desk.book(instrument)
  const [bid, ask] = [book.best(eventSide.bid), book.best(eventSide.ask)]
  if (Number.isNaN(bid) || Number.isNaN(ask)) return undefined
  const { notional, least } = size(instrument)
  // Whichever it is to be, it is to be enough at the lowest price it may name.
  const lowest = priceOf(priceFor('sell', true, bid, ask), of.tickSize)
  const wanted = lotsOfNotional(of, notional, priceOf(ask as PriceTicks, of.tickSize))
  const lots = Math.max(wanted, leastLots(of, lowest, least)) as Lots
  const side = sideOf(desk.position(instrument), lots, turn)
  const isTaking = turn % 2 === 0
  return {
    instrument,
    side,
    lots,
    pricing: {
      kind: 'limit',
      priceTicks: priceFor(side, isTaking, bid, ask),
      isPostOnly: !isTaking,
    },
    timeInForce: { kind: isTaking ? 'ioc' : 'gtc' },
    label: desk.time,
  }
}

function sideOf(position: Lots, lots: Lots, turn: number): OrderSide {
  if (position >= heldOrdersMost * lots) return 'sell'
  if (position <= 0) return 'buy'
  return turn % 4 < 2 ? 'buy' : 'sell'
}

function priceFor(side: OrderSide, isTaking: boolean, bid: number, ask: number): PriceTicks {
  if (!isTaking) return (side === 'buy' ? bid : ask) as PriceTicks
  const beyond = takingBps / 1e4
  return (
    side === 'buy' ? Math.ceil(ask * (1 + beyond)) : Math.floor(bid * (1 - beyond))
  ) as PriceTicks
}
