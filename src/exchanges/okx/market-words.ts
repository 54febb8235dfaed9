import { eventSide } from '../../core/events/event-codes.ts'
import { priceText, plain, stepsText, turnoverText, fixed } from '../world/wire-numbers.ts'
import type { PublicState } from '../world/public-state.ts'
import type { Print } from '../world/candles.ts'
import { familyOf, milliseconds, pxText, sizeText, type OkxListing } from './okx-market.ts'
import { okxLimits, positionTiers } from './okx-terms.ts'

type Row = Readonly<Record<string, unknown>>

/** Lots in base units. */
export function baseText(lots: number, { lotSize, contract }: OkxListing): string {
  const step = {
    units: lotSize.units * contract.units,
    decimals: lotSize.decimals + contract.decimals,
  }
  return plain(stepsText(lots, step))
}

/** A sum of ticks times lots in quote units. */
export function turnoverOf(tickLots: number, { state, contract }: OkxListing): string {
  const { instrument } = state
  const { contractSize, tickSize } = instrument
  if (contractSize === undefined) return plain(turnoverText(tickLots, instrument, 8))
  const units = tickSize.units * contract.units
  const decimals = tickSize.decimals + contract.decimals
  return plain(turnoverText(tickLots, { ...instrument, tickSize: { units, decimals } }, 8))
}

/** An instrument as `/api/v5/public/instruments` lists it. */
export function instrumentRow(listing: OkxListing): Row {
  const { instId, instIdCode, type, lotSize, contract, state } = listing
  const { base, quote, tickSize } = state.instrument
  const isSwap = type === 'SWAP'
  const most = sizeText(okxLimits.maxLots, listing)
  const family = familyOf(listing)
  return {
    alias: '',
    auctionEndTime: '',
    baseCcy: isSwap ? '' : base,
    category: '1',
    contTdSwTime: '1611916828000',
    ctMult: isSwap ? '1' : '',
    ctType: isSwap ? 'linear' : '',
    ctVal: isSwap ? stepsText(1, contract) : '',
    ctValCcy: isSwap ? base : '',
    expTime: '',
    futureSettlement: false,
    groupId: '1',
    instFamily: isSwap ? family : '',
    instId,
    instIdCode,
    instType: type,
    lever: isSwap ? String(positionTiers[0]!.leverageMax) : '',
    listTime: '1611916828000',
    lotSz: stepsText(1, lotSize),
    maxIcebergSz: most,
    maxLmtAmt: '20000000',
    maxLmtSz: most,
    maxMktAmt: isSwap ? '' : '1000000',
    maxMktSz: isSwap ? most : '1000000',
    maxStopSz: most,
    maxTriggerSz: most,
    maxTwapSz: most,
    minSz: stepsText(1, lotSize),
    openType: '',
    optType: '',
    preMktSwTime: '',
    quoteCcy: isSwap ? '' : quote,
    ruleType: 'normal',
    settleCcy: isSwap ? quote : '',
    state: 'live',
    stk: '',
    tickSz: stepsText(1, tickSize),
    tradeQuoteCcyList: isSwap ? [] : [quote],
    uly: isSwap ? family : '',
    upcChg: [],
  }
}

/** As `/api/v5/market/ticker` answers and the channel `tickers` tells. */
export function tickerRow(listing: OkxListing, at: number): Row {
  const { state, instId, type } = listing
  const { trades } = state
  const day = state.candles.day(at)
  const bid = state.top(eventSide.bid, 1)[0]
  const ask = state.top(eventSide.ask, 1)[0]
  const turnover = turnoverOf(day?.tickLots ?? 0, listing)
  const last = lastText(state)
  const open = day === undefined ? last : pxText(day.open, listing)
  return {
    instType: type,
    instId,
    last,
    lastSz: sizeText(trades.at(-1)?.lots ?? 0, listing),
    askPx: ask === undefined ? '' : pxText(ask.ticks, listing),
    askSz: ask === undefined ? '' : sizeText(ask.lots, listing),
    bidPx: bid === undefined ? '' : pxText(bid.ticks, listing),
    bidSz: bid === undefined ? '' : sizeText(bid.lots, listing),
    open24h: open,
    high24h: day === undefined ? last : pxText(day.high, listing),
    low24h: day === undefined ? last : pxText(day.low, listing),
    volCcy24h: type === 'SPOT' ? turnover : baseText(day?.lots ?? 0, listing),
    vol24h: sizeText(day?.lots ?? 0, listing),
    ts: milliseconds(at),
    sodUtc0: open,
    sodUtc8: open,
  }
}

/** Last trade, else mid. */
export function lastText(state: PublicState): string {
  const { instrument, lastTicks } = state
  return Number.isNaN(lastTicks)
    ? plain(fixed(state.mid(), instrument.tickSize.decimals + 1))
    : plain(priceText(lastTicks, instrument))
}

/** A trade, wherever one is told. */
export function tradeRow(listing: OkxListing, print: Print): Row {
  return {
    instId: listing.instId,
    tradeId: String(print.id),
    px: pxText(print.priceTicks, listing),
    sz: sizeText(print.lots, listing),
    side: print.isBuy ? 'buy' : 'sell',
    ts: milliseconds(print.at),
  }
}

/** Until one is told, the mid. */
export function markOf(state: PublicState): number {
  return Number.isNaN(state.mark) ? state.mid() : state.mark
}

export function markRow({ state, instId, type }: OkxListing, at: number): Row {
  const markPx = plain(fixed(markOf(state), state.instrument.tickSize.decimals))
  return { instType: type, instId, markPx, ts: milliseconds(at) }
}

export function interestRow(listing: OkxListing, at: number): Row {
  const { state, instId, type, lotSize, contract } = listing
  const told = Number.isNaN(state.openInterest) ? 0 : state.openInterest
  const perContract = contract.units / 10 ** contract.decimals
  // Told in what quantities are in: contracts of an instrument that has some, else base units.
  const inBase = state.instrument.contractSize === undefined ? told : told * perContract
  return {
    instType: type,
    instId,
    oi: plain(fixed(inBase / perContract, lotSize.decimals)),
    oiCcy: plain(fixed(inBase, 8)),
    oiUsd: plain(fixed(inBase * markOf(state), 4)),
    ts: milliseconds(at),
  }
}

const fundingSpanUs = 8 * 3_600_000_000

export function fundingRow({ state, instId }: OkxListing, at: number): Row {
  const { fundingRate, fundingTime, settled } = state
  const time = Number.isNaN(fundingTime)
    ? Math.ceil(at / fundingSpanUs) * fundingSpanUs
    : fundingTime
  return {
    formulaType: 'withRate',
    fundingRate: rateText(fundingRate),
    fundingTime: milliseconds(time),
    impactValue: '20000',
    instId,
    instType: 'SWAP',
    interestRate: '0.0001',
    maxFundingRate: '0.00375',
    method: 'current_period',
    minFundingRate: '-0.00375',
    nextFundingRate: '',
    nextFundingTime: milliseconds(time + fundingSpanUs),
    premium: '0',
    prevFundingTime: milliseconds(time - fundingSpanUs),
    settFundingRate: rateText(settled.at(-1)?.fundingRate ?? NaN),
    settState: 'settled',
    ts: milliseconds(at),
  }
}

export function rateText(rate: number): string {
  return Number.isNaN(rate) ? '0' : plain(fixed(rate, 10))
}

/** The highest price of a buy and the lowest of a sell. */
export function limitRow({ state, instId, type }: OkxListing, at: number): Row {
  const { decimals } = state.instrument.tickSize
  const reference = markOf(state)
  return {
    instType: type,
    instId,
    buyLmt: plain(fixed(reference * (1 + okxLimits.band), decimals)),
    sellLmt: plain(fixed(reference * (1 - okxLimits.band), decimals)),
    enabled: true,
    ts: milliseconds(at),
  }
}

export function indexRow(listing: OkxListing, at: number): Row {
  const { state } = listing
  const price = Number.isNaN(state.indexPrice) ? markOf(state) : state.indexPrice
  const idxPx = plain(fixed(price, state.instrument.tickSize.decimals))
  const { open24h, high24h, low24h, sodUtc0, sodUtc8, ts } = tickerRow(listing, at)
  return { instId: familyOf(listing), idxPx, high24h, low24h, open24h, sodUtc0, sodUtc8, ts }
}
