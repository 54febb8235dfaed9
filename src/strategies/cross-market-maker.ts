import { eventSide } from '../core/events/event-codes.ts'
import { lotsOfNotional, lotsOfUnits, notionalOfLots, unitsOfLots } from '../core/notional.ts'
import type { OrderSide } from '../core/orders/order.ts'
import { priceOf, type Lots, type PriceTicks } from '../core/price.ts'
import { noIntents, type Intent } from '../core/strategy/intent.ts'
import { feeSetting, instrumentSetting, numberSetting } from '../core/strategy/settings.ts'
import type { OrderView, Strategy, StrategyDesk, StrategySetup } from '../core/strategy/strategy.ts'
import type { Instant } from '../core/time.ts'

/** What is quoted where, what it is hedged with, and for how much. */
interface MakerSettings {
  /** The slow venue's instrument and the fast one's, of one base. */
  readonly quoted: number
  readonly hedge: number
  /** Of a quote, and of what is held at the slow venue at most; quote units. */
  readonly notional: number
  readonly positionMost: number
  /** What is left of a fill after both fees, at the hedge's touch. */
  readonly edgeBps: number
  readonly feesBps: number
  /** A quote is left where it is while it is this close to where it should be. */
  readonly patienceBps: number
  readonly memoryUs: number
}

interface MakerState {
  /** Price of the quoted instrument over the hedge's that is usual between them: another quote currency, a basis. */
  ratio: number
  seenAt: number
  /** Quotes as they were last decided on, ticks. */
  readonly decided: { buy: number; sell: number }
}

/**
 * Quotes at a slow venue and hedges at a fast one: a bid is what the hedge can be sold at there, less both fees and an
 * edge, an ask likewise; what a quote fills is hedged at the market at once, and while more than one quote is unhedged
 * nothing is quoted.
 *
 *   bid = ratio hedgeBid (1 - (makerFee + takerFee + edge) / 10^4),   ask = ratio hedgeAsk (1 + ...)
 *
 * Settings: `quoted` and `hedge` (instruments), `notional` (1,000), `positionNotional` (ten times that), `edgeBps` (1),
 * `makerFeeBps` (of the quoted venue), `takerFeeBps` (of the hedge's), `patienceBps` (0.5), `memorySeconds` (120).
 */
export function crossMarketMaker(setup: StrategySetup): Strategy<MakerState> {
  const settings = settingsOf(setup)
  const { quoted, hedge } = settings
  return {
    name: 'cross-exchange market maker',
    begin: () => ({ ratio: NaN, seenAt: NaN, decided: { buy: NaN, sell: NaN } }),
    decide(state, event, desk) {
      if (event.kind === 'order') {
        return [...hedging(settings, desk), ...quoting(settings, state, desk)]
      }
      if (event.kind !== 'market') return noIntents
      if (event.instrument !== quoted && event.instrument !== hedge) return noIntents
      follow(settings, state, desk, event.time)
      if (!hasMoved(settings, state, desk)) return noIntents
      return quoting(settings, state, desk)
    },
  }
}

function settingsOf(setup: StrategySetup): MakerSettings {
  const notional = numberSetting(setup, 'notional', 1_000)
  return {
    quoted: instrumentSetting(setup, 'quoted'),
    hedge: instrumentSetting(setup, 'hedge'),
    notional,
    positionMost: numberSetting(setup, 'positionNotional', 10 * notional),
    edgeBps: numberSetting(setup, 'edgeBps', 1),
    feesBps: feeSetting(setup, 'makerFeeBps') + feeSetting(setup, 'takerFeeBps'),
    patienceBps: numberSetting(setup, 'patienceBps', 0.5),
    memoryUs: numberSetting(setup, 'memorySeconds', 120) * 1e6,
  }
}

function midOf(desk: StrategyDesk, instrument: number): number {
  return priceOf(desk.midTicks(instrument) as PriceTicks, desk.instruments[instrument]!.tickSize)
}

/** What is usual between the two, an average that forgets. */
function follow(
  { quoted, hedge, memoryUs }: MakerSettings,
  state: MakerState,
  desk: StrategyDesk,
  time: Instant,
): void {
  const now = midOf(desk, quoted) / midOf(desk, hedge)
  if (Number.isNaN(now)) return
  const share = 1 - Math.exp(-(time - state.seenAt) / memoryUs)
  state.ratio = Number.isNaN(state.ratio) ? now : state.ratio + (now - state.ratio) * share
  state.seenAt = time
}

/** Where a quote should be, in ticks; NaN where a book is not known. */
function wantedTicks(
  { quoted, hedge, edgeBps, feesBps }: MakerSettings,
  { ratio }: MakerState,
  desk: StrategyDesk,
  side: OrderSide,
): number {
  const { tickSize } = desk.instruments[quoted]!
  const isBuy = side === 'buy'
  const at = desk.book(hedge).best(isBuy ? eventSide.bid : eventSide.ask)
  const hedged = priceOf(at as PriceTicks, desk.instruments[hedge]!.tickSize) * ratio
  const away = (edgeBps + feesBps) / 1e4
  const ticks = (hedged * (isBuy ? 1 - away : 1 + away)) / priceOf(1 as PriceTicks, tickSize)
  const book = desk.book(quoted)
  // Never through the touch: a maker's order that would take is rejected.
  return isBuy
    ? Math.min(Math.floor(ticks), book.best(eventSide.ask) - 1)
    : Math.max(Math.ceil(ticks), book.best(eventSide.bid) + 1)
}

/** Most messages leave quotes where they should be, and then there is nothing to think about. */
function hasMoved(settings: MakerSettings, state: MakerState, desk: StrategyDesk): boolean {
  let moved = false
  for (const side of ['buy', 'sell'] as const) {
    const wanted = wantedTicks(settings, state, desk, side)
    const before = state.decided[side]
    if (Math.abs(wanted - before) <= (wanted * settings.patienceBps) / 1e4) continue
    if (Number.isNaN(wanted) && Number.isNaN(before)) continue
    moved = true
    state.decided[side] = wanted
  }
  return moved
}

/** Base units that are held and not hedged, orders under way left out. */
function unhedged({ quoted, hedge }: MakerSettings, desk: StrategyDesk): number {
  return [quoted, hedge].reduce((sum, instrument) => {
    const listed = desk.instruments[instrument]!
    const units = unitsOfLots(listed, desk.position(instrument))
    return sum + (listed.class === 'inverse' ? units / midOf(desk, instrument) : units)
  }, 0)
}

/** One order for all that is unhedged; while it is out nothing more. */
function hedging(settings: MakerSettings, desk: StrategyDesk): Intent[] {
  const { hedge } = settings
  if (desk.orders().some(({ request }) => request.instrument === hedge)) return []
  const listed = desk.instruments[hedge]!
  const open = unhedged(settings, desk)
  if (Number.isNaN(open)) return []
  const units = Math.abs(open) * (listed.class === 'inverse' ? midOf(desk, hedge) : 1)
  const lots = lotsOfUnits(listed, units)
  if (lots === 0) return []
  const side = open > 0 ? 'sell' : 'buy'
  const pricing = { kind: 'market' } as const
  return [{ kind: 'place', order: { instrument: hedge, side, lots, pricing } }]
}

function quoting(
  settings: MakerSettings,
  state: MakerState,
  desk: StrategyDesk,
): readonly Intent[] {
  const { quoted, notional, positionMost } = settings
  const mid = midOf(desk, quoted)
  if (Number.isNaN(mid) || Number.isNaN(state.ratio)) return noIntents
  const listed = desk.instruments[quoted]!
  const lots = lotsOfNotional(listed, notional, mid)
  const position = desk.position(quoted)
  const held = Math.sign(position) * notionalOfLots(listed, position, mid)
  const isHedged = Math.abs(unhedged(settings, desk)) * mid < notional * 1.01
  const intents: Intent[] = []
  const open = desk.orders().filter(({ request }) => request.instrument === quoted)
  for (const side of ['buy', 'sell'] as const) {
    const isRoom = side === 'buy' ? held < positionMost : held > -positionMost
    const wanted = isHedged && isRoom && lots > 0 ? state.decided[side] : NaN
    const own = open.filter(({ request }) => request.side === side)
    intents.push(...withdrawn(settings, own, wanted))
    if (own.length === 0 && !Number.isNaN(wanted)) intents.push(quote(quoted, side, wanted, lots))
  }
  return intents
}

/** Quotes that are not where they should be. */
function withdrawn(
  { patienceBps }: MakerSettings,
  own: readonly OrderView[],
  wanted: number,
): Intent[] {
  return own.flatMap(({ request, stage, priceTicks }): Intent[] => {
    const isOut = stage === 'pending-cancel' || stage === 'sent'
    const isGood = Math.abs(priceTicks! - wanted) <= (wanted * patienceBps) / 1e4
    return isOut || isGood ? [] : [{ kind: 'cancel', clientOrderId: request.clientOrderId }]
  })
}

function quote(instrument: number, side: OrderSide, ticks: number, lots: Lots): Intent {
  const pricing = { kind: 'limit', priceTicks: ticks as PriceTicks, isPostOnly: true } as const
  return { kind: 'place', order: { instrument, side, lots, pricing } }
}
