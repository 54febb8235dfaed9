import { eventSide } from '../../src/core/events/event-codes.ts'
import type { OrderSide } from '../../src/core/orders/order.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Intent } from '../../src/core/strategy/intent.ts'
import { numberSetting } from '../../src/core/strategy/settings.ts'
import type { Strategy, StrategyDesk, StrategySetup } from '../../src/core/strategy/strategy.ts'
import type { Instant } from '../../src/core/time.ts'

/** What was decided, and when after the beginning. */
export interface Decided {
  /** Microseconds. */
  readonly after: number
  readonly intent: Intent
}

/**
 * Looks at every market at a pace: quotes both touches, follows them, takes where one side is much thicker than the
 * other, and where it holds too much gives up one side. What it does depends on every fill it has had.
 *
 * Settings: `everyMs`, `lots` of an order by instrument.
 *
 * @param hear is told of everything that is decided
 */
export function pacedMaker(
  { settings, instruments }: StrategySetup,
  hear: (decided: Decided) => void,
): Strategy<{ begunAt: number; turn: number }> {
  const everyUs = numberSetting({ settings, instruments }, 'everyMs') * 1_000
  const lots = settings['lots'] as readonly Lots[]
  return {
    name: 'paced maker',
    hearsMarkets: false,
    begin: () => ({ begunAt: Number.NaN, turn: 0 }),
    decide(state, event, desk) {
      if (event.kind !== 'begun' && event.kind !== 'woken') return []
      if (event.kind === 'begun') state.begunAt = event.time
      const intents: Intent[] = event.kind === 'begun' ? [] : looked(desk, lots, state.turn++)
      for (const intent of intents) hear({ after: event.time - state.begunAt, intent })
      const wait = event.kind === 'begun' ? everyUs + offGridUs : everyUs
      return [...intents, { kind: 'wake', at: (event.time + wait) as Instant, key: 0 }]
    },
  }
}

/** Books change on a grid of their own, and what is heard at the very instant of a look may come before it or after. */
const offGridUs = 3_337
/** Beyond so many orders held one side is left out. */
const heldMost = 4
/** Rounds between two looks at which side is thicker. */
const takesEvery = 4

function looked(desk: StrategyDesk, lots: readonly Lots[], turn: number): Intent[] {
  return desk.instruments.flatMap((_, instrument) => {
    const size = lots[instrument]!
    const book = desk.book(instrument)
    const [bid, ask] = [book.best(eventSide.bid), book.best(eventSide.ask)]
    if (Number.isNaN(bid) || Number.isNaN(ask)) return []
    const held = desk.position(instrument) / size
    const intents: Intent[] = []
    for (const side of ['buy', 'sell'] as const) {
      const price = (side === 'buy' ? bid : ask) as PriceTicks
      const isWanted = side === 'buy' ? held < heldMost : held > -heldMost
      intents.push(...followed(desk, { instrument, side, price, lots: size, isWanted }))
    }
    const thicker = thickerSide(desk, instrument, bid, ask)
    if (turn % takesEvery !== 0 || thicker === undefined || Math.abs(held) >= heldMost)
      return intents
    const through = (thicker === 'buy' ? ask : bid) as PriceTicks
    intents.push(placed(instrument, thicker, size, { priceTicks: through, isPostOnly: false }))
    return intents
  })
}

function followed(
  desk: StrategyDesk,
  quote: {
    readonly instrument: number
    readonly side: OrderSide
    readonly price: PriceTicks
    readonly lots: Lots
    readonly isWanted: boolean
  },
): Intent[] {
  const { instrument, side, price, lots, isWanted } = quote
  const own = desk
    .orders()
    .filter(({ request }) => request.instrument === instrument && request.side === side)
  const isThere = own.some(({ priceTicks }) => priceTicks === price)
  const intents: Intent[] = []
  for (const { request, stage, priceTicks } of own) {
    const isOut = stage !== 'accepted' && stage !== 'partly-filled'
    if (!isOut && (!isWanted || priceTicks !== price))
      intents.push({ kind: 'cancel', clientOrderId: request.clientOrderId })
  }
  if (isWanted && !isThere)
    intents.push(placed(instrument, side, lots, { priceTicks: price, isPostOnly: true }))
  return intents
}

/** A side that has three times what the other has at the touch. */
function thickerSide(
  desk: StrategyDesk,
  instrument: number,
  bid: number,
  ask: number,
): OrderSide | undefined {
  const book = desk.book(instrument)
  const [bids, asks] = [book.quantityAt(eventSide.bid, bid), book.quantityAt(eventSide.ask, ask)]
  if (bids > 3 * asks) return 'buy'
  return asks > 3 * bids ? 'sell' : undefined
}

function placed(
  instrument: number,
  side: OrderSide,
  lots: Lots,
  { priceTicks, isPostOnly }: { readonly priceTicks: PriceTicks; readonly isPostOnly: boolean },
): Intent {
  return {
    kind: 'place',
    order: {
      instrument,
      side,
      lots,
      pricing: { kind: 'limit', priceTicks, isPostOnly },
      timeInForce: { kind: isPostOnly ? 'gtc' : 'ioc' },
    },
  }
}
