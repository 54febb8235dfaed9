import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import type { Instant } from '../../core/time.ts'
import type { Channel } from '../serving/open-channels.ts'
import type { MarketMessage } from '../world/exchange-world.ts'
import { barCandles, barOf, candleRow, referenceRow } from './candle-words.ts'
import {
  fundingRow,
  indexRow,
  instrumentRow,
  interestRow,
  limitRow,
  markRow,
  tickerRow,
  tradeRow,
} from './market-words.ts'
import { bookChannel } from './okx-books.ts'
import {
  familyOf,
  milliseconds,
  pxText,
  sizeText,
  type OkxListing,
  type OkxMarkets,
} from './okx-market.ts'

/** What names a channel in a subscription. */
interface ChannelArg {
  readonly channel: string
  readonly instId?: string
  readonly instType?: string
}

/** Channels of which each socket has its own: those of `business` are refused at `public`, and the other way round. */
export function isBusiness(channel: string): boolean {
  return /^(mark-price-|index-)?candle/.test(channel) || channel === 'trades-all'
}

const ms = 1_000

/** Told anew when it has changed, at most so often. */
const valued: Readonly<
  Record<
    string,
    {
      readonly everyUs: number
      readonly isSwap: boolean
      readonly row: (listing: OkxListing, at: number) => Readonly<Record<string, unknown>>
    }
  >
> = {
  tickers: { everyUs: 100 * ms, isSwap: false, row: tickerRow },
  'mark-price': { everyUs: 200 * ms, isSwap: false, row: markRow },
  'price-limit': { everyUs: 200 * ms, isSwap: false, row: limitRow },
  'open-interest': { everyUs: 3_000 * ms, isSwap: true, row: interestRow },
  'funding-rate': { everyUs: 30_000 * ms, isSwap: true, row: fundingRow },
}

/** The channel of a name; undefined when there is none. @param name JSON of its `ChannelArg` */
export function channelOf(markets: OkxMarkets, name: string): Channel | undefined {
  const { channel, instId, instType } = JSON.parse(name) as ChannelArg
  if (channel === 'liquidation-orders') {
    return instType === 'SWAP' ? liquidationChannel(markets) : undefined
  }
  if (channel === 'instruments') return instrumentsChannel(markets, instType)
  // Nothing is told of maintenance, for there is none that is planned.
  if (channel === 'status') return { state: undefined, isBook: false }
  if (channel === 'index-tickers') return indexChannel(markets, instId)
  const reference = /^(mark-price|index)-candle(.+)$/.exec(channel)
  if (reference !== null) {
    const kind = reference[1] === 'index' ? 'index' : 'mark'
    return referenceChannel(
      markets,
      { channel, instId: instId ?? '' },
      { kind, bar: reference[2]! },
    )
  }
  const listing = markets.ofId.get(instId ?? '')
  if (listing === undefined) return undefined
  if (channel === 'trades' || channel === 'trades-all') return tradeChannel(channel, listing)
  if (channel.startsWith('candle')) return candleChannel(channel, listing)
  const value = valued[channel]
  if (value === undefined) return bookChannel(channel, listing)
  if (value.isSwap && listing.type !== 'SWAP') return undefined
  return valueChannel(channel, listing, value)
}

function textOf(arg: ChannelArg, data: readonly unknown[]): string {
  return JSON.stringify({ arg, data })
}

function valueChannel(
  channel: string,
  listing: OkxListing,
  { everyUs, row }: (typeof valued)[string],
): Channel {
  const { state, instId } = listing
  const arg = { channel, instId }
  let told = ''
  return {
    state,
    isBook: false,
    first: (at) => [textOf(arg, [row(listing, at)])],
    everyUs,
    due(at) {
      const now = row(listing, at)
      const { ts: _, ...values } = now
      const text = JSON.stringify(values)
      if (text === told) return []
      told = text
      return [textOf(arg, [now])]
    },
  }
}

/** All of a type, at first; nothing is listed or changed later. */
function instrumentsChannel(
  markets: OkxMarkets,
  instType: string | undefined,
): Channel | undefined {
  const listed = markets.listings.filter(({ type }) => type === instType)
  if (instType === undefined || listed.length === 0) return undefined
  const arg = { channel: 'instruments', instType }
  return { state: undefined, isBook: false, first: () => [textOf(arg, listed.map(instrumentRow))] }
}

/** The running candle of a mark, or of an index by its family. */
function referenceChannel(
  markets: OkxMarkets,
  arg: { readonly channel: string; readonly instId: string },
  of: { readonly kind: 'mark' | 'index'; readonly bar: string },
): Channel | undefined {
  const bar = barOf(of.bar)
  const { instId } = arg
  const listing = markets.ofId.get(of.kind === 'mark' ? instId : `${instId}-SWAP`)
  if (bar === undefined || listing?.type !== 'SWAP') return undefined
  const { state } = listing
  const { decimals } = state.instrument.tickSize
  let told = ''
  return {
    state,
    isBook: false,
    everyUs: 1_000 * ms,
    due(at) {
      const range = { from: 0, to: at + 1, most: 1 }
      const text = barCandles(state.references[of.kind], bar, range)
        .map((candle) => textOf(arg, [referenceRow(candle, { span: bar.span, at, decimals })]))
        .join('')
      if (text === told || text === '') return []
      told = text
      return [text]
    },
  }
}

function indexChannel(markets: OkxMarkets, instId: string | undefined): Channel | undefined {
  const listing = markets.listings.find((each) => each.type === 'SWAP' && familyOf(each) === instId)
  if (listing === undefined || instId === undefined) return undefined
  const arg = { channel: 'index-tickers', instId }
  const text = (at: Instant): string => textOf(arg, [indexRow(listing, at)])
  return {
    state: listing.state,
    isBook: false,
    first: (at) => [text(at)],
    everyUs: 200 * ms,
    due: (at) => [text(at)],
  }
}

/** All trades of a message in one; `trades-all` tells each by itself. */
function tradeChannel(channel: string, listing: OkxListing): Channel {
  const { state, instId } = listing
  const arg = { channel, instId }
  return {
    state,
    isBook: false,
    told({ rows, start, end }) {
      const data: object[] = []
      for (let row = start; row < end; row++) {
        if (rows.kind[row] !== eventKind.trade) continue
        const print = {
          id: rows.id[row]!,
          at: rows.exchangeTime[row]!,
          priceTicks: rows.price[row]!,
          lots: rows.quantity[row]!,
          isBuy: rows.side[row] !== eventSide.sell,
        }
        const told = tradeRow(listing, print)
        data.push(
          channel === 'trades' ? { ...told, count: '1', source: '0', seqId: state.bookId } : told,
        )
      }
      if (channel === 'trades-all') return data.map((each) => textOf(arg, [each]))
      return data.length === 0 ? [] : [textOf(arg, data)]
    },
  }
}

/** The candle that runs, and before it the one that has just ended. */
function candleChannel(channel: string, listing: OkxListing): Channel | undefined {
  const bar = barOf(channel.slice('candle'.length))
  if (bar === undefined) return undefined
  const { span } = bar
  const { state, instId } = listing
  const arg = { channel, instId }
  let running = NaN
  let toldTrade = -1
  return {
    state,
    isBook: false,
    everyUs: 500 * ms,
    due(at) {
      const candles = barCandles(state.candles, bar, { from: 0, to: at + 1, most: 2 })
      const isNew = candles.at(-1)?.from !== running
      if (!isNew && state.tradeId === toldTrade) return []
      const isFirst = Number.isNaN(running)
      running = candles.at(-1)?.from ?? NaN
      toldTrade = state.tradeId
      const told = isNew && !isFirst ? candles : candles.slice(-1)
      return told.map((candle) => textOf(arg, [candleRow(listing, candle, { span, at })]))
    },
  }
}

/** `side` is the order's; the position it closes is the other way. */
function liquidationChannel(markets: OkxMarkets): Channel {
  const arg = { channel: 'liquidation-orders', instType: 'SWAP' }
  return {
    state: undefined,
    isBook: false,
    told({ state, rows, start, end }: MarketMessage) {
      const listing = markets.ofIndex.get(state.index)
      if (listing?.type !== 'SWAP') return []
      const texts: string[] = []
      for (let row = start; row < end; row++) {
        if (rows.kind[row] !== eventKind.liquidation) continue
        const isSell = rows.side[row] === eventSide.sell
        const details = {
          bkLoss: '0',
          bkPx: pxText(rows.price[row]!, listing),
          ccy: '',
          posSide: isSell ? 'long' : 'short',
          side: isSell ? 'sell' : 'buy',
          sz: sizeText(rows.quantity[row]!, listing),
          ts: milliseconds(rows.exchangeTime[row]!),
        }
        const { instId } = listing
        const family = familyOf(listing)
        texts.push(
          textOf(arg, [
            { details: [details], instFamily: family, instId, instType: 'SWAP', uly: family },
          ]),
        )
      }
      return texts
    },
  }
}
