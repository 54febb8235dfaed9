import { eventSide } from '../../core/events/event-codes.ts'
import type { Candle } from '../world/candles.ts'
import type { PublicState } from '../world/public-state.ts'
import { fixed, priceText, quantityText, turnoverText } from '../world/wire-numbers.ts'

// How Bybit tells of a day and of what a contract is worth.

export function tickerOf(
  symbol: string,
  state: PublicState,
  at: number,
): Readonly<Record<string, string>> {
  return state.instrument.class === 'spot'
    ? { ...spotTicker(symbol, state, at), ...touch(state) }
    : linearTicker(symbol, state, at)
}

/** As the channel of spot tells it: without the best prices. */
export function spotTicker(
  symbol: string,
  state: PublicState,
  at: number,
): Readonly<Record<string, string>> {
  const { instrument } = state
  const day = state.candles.day(at)
  return {
    symbol,
    lastPrice: lastOf(state),
    highPrice24h: dayPrice(state, day?.high),
    lowPrice24h: dayPrice(state, day?.low),
    prevPrice24h: dayPrice(state, day?.open),
    volume24h: quantityText(day?.lots ?? 0, instrument),
    turnover24h: turnoverText(day?.tickLots ?? 0, instrument, 8),
    price24hPcnt: changeOf(day),
    usdIndexPrice: fixed(state.last(), instrument.tickSize.decimals),
  }
}

function linearTicker(
  symbol: string,
  state: PublicState,
  at: number,
): Readonly<Record<string, string>> {
  const { instrument, fundingRate, fundingTime, openInterest, trades } = state
  const { decimals } = instrument.tickSize
  const day = state.candles.day(at)
  const mark = markOf(state)
  const index = Number.isNaN(state.indexPrice) ? mark : state.indexPrice
  const interest = Number.isNaN(openInterest) ? 0 : openInterest
  const before = trades.at(-2)?.priceTicks ?? NaN
  return {
    symbol,
    tickDirection: state.lastTicks < before ? 'MinusTick' : 'PlusTick',
    price24hPcnt: changeOf(day),
    lastPrice: lastOf(state),
    prevPrice24h: dayPrice(state, day?.open),
    highPrice24h: dayPrice(state, day?.high),
    lowPrice24h: dayPrice(state, day?.low),
    prevPrice1h: dayPrice(state, hourAgo(state, at)),
    markPrice: fixed(mark, decimals),
    indexPrice: fixed(index, decimals),
    openInterest: fixed(interest, instrument.lotSize.decimals),
    openInterestValue: fixed(interest * mark, 2),
    turnover24h: turnoverText(day?.tickLots ?? 0, instrument, 4),
    volume24h: quantityText(day?.lots ?? 0, instrument),
    fundingIntervalHour: '8',
    fundingCap: '0.005',
    nextFundingTime: Number.isNaN(fundingTime) ? '0' : String(Math.floor(fundingTime / 1_000)),
    fundingRate: Number.isNaN(fundingRate) ? '0' : fixed(fundingRate, 8),
    ...touch(state),
  }
}

/** Until one is told, the mid. */
export function markOf(state: PublicState): number {
  return Number.isNaN(state.mark) ? state.mid() : state.mark
}

function touch(state: PublicState): Readonly<Record<string, string>> {
  const { instrument } = state
  const bid = state.top(eventSide.bid, 1)[0] ?? { ticks: 0, lots: 0 }
  const ask = state.top(eventSide.ask, 1)[0] ?? { ticks: 0, lots: 0 }
  return {
    bid1Price: priceText(bid.ticks, instrument),
    bid1Size: quantityText(bid.lots, instrument),
    ask1Price: priceText(ask.ticks, instrument),
    ask1Size: quantityText(ask.lots, instrument),
  }
}

function lastOf(state: PublicState): string {
  return fixed(state.last(), state.instrument.tickSize.decimals)
}

function dayPrice({ instrument }: PublicState, ticks: number | undefined): string {
  return ticks === undefined ? '' : priceText(ticks, instrument)
}

function changeOf(day: Candle | undefined): string {
  return fixed(day === undefined ? 0 : (day.close - day.open) / day.open, 6)
}

function hourAgo({ candles }: PublicState, at: number): number | undefined {
  const hourUs = 3_600_000_000
  return candles.of(60_000_000, { from: at - hourUs, to: at, most: 60 })[0]?.open
}
