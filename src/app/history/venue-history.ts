import { setTimeout as pause } from 'node:timers/promises'
import type { Timeframe } from '../../core/timeframe.ts'
import { Backoff } from '../../gateways/backoff.ts'
import { worldError, type CcxtExchange } from '../../gateways/ccxt-exchange.ts'
import type { HistorySource } from './fetch-history.ts'

const pageRows = 500
const triesMost = 6

/** The calls of ccxt that are used here alone. */
type HistoryExchange = CcxtExchange & {
  fetchOHLCV(
    symbol: string,
    timeframe: string,
    since: number,
    limit: number,
  ): Promise<readonly (readonly number[])[]>
  fetchFundingRateHistory(
    symbol: string,
    since: number,
    limit: number,
  ): Promise<readonly { readonly timestamp: number; readonly fundingRate: number }[]>
}

/** Bars as a venue keeps them. */
export function barsOf(
  exchange: CcxtExchange,
  symbol: string,
  { label, duration }: Timeframe,
): HistorySource {
  const stepMs = duration / 1_000
  return {
    stepMs,
    pageRows,
    // The bar that is forming is none yet.
    settledUntil: Date.now() - stepMs + 1,
    page: (from) =>
      (exchange as HistoryExchange).fetchOHLCV(
        symbol,
        label,
        Math.ceil(from / stepMs) * stepMs,
        pageRows,
      ),
  }
}

/** Settled funding as a venue keeps it. */
export function fundingOf(exchange: CcxtExchange, symbol: string): HistorySource {
  return {
    stepMs: 3_600_000,
    pageRows,
    settledUntil: Date.now(),
    page: async (from) => {
      const rows = await (exchange as HistoryExchange).fetchFundingRateHistory(
        symbol,
        from,
        pageRows,
      )
      return rows.map(({ timestamp, fundingRate }) => [timestamp, fundingRate])
    },
  }
}

/** The same source, asked again with growing patience where the world fails. */
export function patient(source: HistorySource, venue: string): HistorySource {
  const page = async (from: number): Promise<readonly (readonly number[])[]> => {
    const backoff = new Backoff()
    for (let attempt = 1; ; attempt++) {
      try {
        return await source.page(from)
      } catch (cause) {
        if (attempt === triesMost) throw worldError(venue, 'fetching history', cause)
        await pause(backoff.nextMs())
      }
    }
  }
  return { ...source, page }
}
