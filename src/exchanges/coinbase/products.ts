import { eventSide } from '../../core/events/event-codes.ts'
import { SymbolTable } from '../../core/events/symbol-table.ts'
import type { WireCodec } from '../../core/events/wire-codec.ts'
import { invariant } from '../../math/invariant.ts'
import { codecOf } from '../../wire/codec.ts'
import { protocols } from '../../wire/protocols.ts'
import { timeText } from '../../wire/times.ts'
import type { PublicState } from '../world/public-state.ts'
import { fixed, plain, priceText, quantityText, stepsText } from '../world/wire-numbers.ts'
import { lotsMost, quoteMin } from './coinbase-terms.ts'
import { invalid } from './refusals.ts'

/** Coinbase's products by their ids, `BTC-USD`. */
export interface CoinbaseProducts {
  readonly states: ReadonlyMap<string, PublicState>
  readonly encode: WireCodec['encode']
  /** By index of the instrument. */
  state(index: number): PublicState
}

export function coinbaseProducts(states: readonly PublicState[]): CoinbaseProducts {
  const table = new SymbolTable()
  for (const { index, instrument } of states) {
    table.add({ symbol: instrument.name, index, instrument })
  }
  const codec = codecOf(protocols['coinbase'], table)
  const byIndex = new Map(states.map((state) => [state.index, state]))
  return {
    states: new Map(states.map((state) => [state.instrument.name, state])),
    encode: (...message) => codec.encode(...message),
    state(index) {
      const state = byIndex.get(index)
      invariant(state !== undefined, `instrument ${index} is no product of Coinbase's`)
      return state
    },
  }
}

export function productNamed({ states }: CoinbaseProducts, id: string | undefined): PublicState {
  return states.get(id ?? '') ?? invalid('valid product_id is required')
}

/** `2023-06-30T04:02:40.533606Z` */
export function isoText(at: number): string {
  return timeText(Math.floor(at), 'iso', 6)
}

/** Best of both sides; '' where one is empty. */
export function touchTexts({ book, instrument }: PublicState): {
  readonly bid: string
  readonly bidQuantity: string
  readonly ask: string
  readonly askQuantity: string
} {
  const side = (which: typeof eventSide.bid | typeof eventSide.ask): [string, string] => {
    const best = book.levels.best(which)
    if (Number.isNaN(best)) return ['', '']
    const lots = book.levels.quantityAt(which, best)
    return [plain(priceText(best, instrument)), plain(quantityText(lots, instrument))]
  }
  const [bid, bidQuantity] = side(eventSide.bid)
  const [ask, askQuantity] = side(eventSide.ask)
  return { bid, bidQuantity, ask, askQuantity }
}

/** A day's numbers as tickers and products tell them. */
export function dayTexts(
  state: PublicState,
  at: number,
): Readonly<Record<'price' | 'volume' | 'high' | 'low' | 'changePercent' | 'turnover', string>> {
  const { instrument, lastTicks } = state
  const day = state.candles.day(at)
  const price = (ticks: number): string => plain(priceText(ticks, instrument))
  const change = day === undefined ? 0 : ((day.close - day.open) / day.open) * 100
  const quoteStep = instrument.tickSize.decimals + instrument.lotSize.decimals
  const turnover =
    ((day?.tickLots ?? 0) * instrument.tickSize.units * instrument.lotSize.units) / 10 ** quoteStep
  return {
    price: Number.isNaN(lastTicks) ? '' : price(lastTicks),
    volume: plain(quantityText(day?.lots ?? 0, instrument)),
    high: price(day?.high ?? 0),
    low: price(day?.low ?? 0),
    changePercent: fixed(change, 8),
    turnover: fixed(turnover, 2),
  }
}

/** A product as `/products` lists it. */
export function productRow(state: PublicState, at: number): Readonly<Record<string, unknown>> {
  const { instrument } = state
  const { name, base, quote, tickSize, lotSize } = instrument
  const day = dayTexts(state, at)
  const mid = state.mid()
  return {
    product_id: name,
    price: day.price,
    price_percentage_change_24h: day.changePercent,
    volume_24h: day.volume,
    volume_percentage_change_24h: '0',
    base_increment: stepsText(1, lotSize),
    quote_increment: stepsText(1, tickSize),
    quote_min_size: String(quoteMin),
    quote_max_size: '150000000',
    base_min_size: stepsText(1, lotSize),
    base_max_size: quantityText(lotsMost, instrument),
    base_name: base,
    quote_name: quote,
    watched: false,
    is_disabled: false,
    new: false,
    status: 'online',
    cancel_only: false,
    limit_only: false,
    post_only: false,
    trading_disabled: false,
    auction_mode: false,
    product_type: 'SPOT',
    quote_currency_id: quote,
    base_currency_id: base,
    fcm_trading_session_details: null,
    mid_market_price: Number.isNaN(mid) ? '' : fixed(mid, tickSize.decimals + 1),
    alias: '',
    alias_to: [],
    base_display_symbol: base,
    quote_display_symbol: quote,
    view_only: false,
    price_increment: stepsText(1, tickSize),
    display_name: name,
    product_venue: 'CBE',
    approximate_quote_24h_volume: day.turnover,
    new_at: '2023-01-01T00:00:00Z',
  }
}
