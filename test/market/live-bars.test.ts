import { afterEach, expect, test } from 'vitest'
import { isLiveLeg, liveBars } from '../../src/app/cli/pairs-watch-live.ts'
import { barsOf } from '../../src/app/history/venue-history.ts'
import { ccxtListed, openCcxt } from '../../src/app/market/ccxt-market.ts'
import { wantedInstrument } from '../../src/app/market/wanted-instrument.ts'
import type { BarSeries } from '../../src/core/bars.ts'
import { parseTimeframe } from '../../src/core/timeframe.ts'
import { served } from '../exchange/served.ts'

// Bars made of a live feed, held against those that the exchange keeps of its own trades.

const open: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close()
})

const timeframe = parseTimeframe('1s')!

/** The same bars as the venue has them. */
async function keptBy(venue: string, url: string, series: BarSeries) {
  const wanted = wantedInstrument(series.instrument.name.split(':').at(-1)!, 'test')
  const exchange = await openCcxt({ venue, id: venue }, [wanted], { url })
  open.push(exchange)
  const { symbol } = ccxtListed(venue, exchange, wanted)!
  const rows = await barsOf(exchange, symbol, timeframe).page(series.times[0]! / 1_000)
  return new Map(rows.map(([time, ...rest]) => [time!, rest]))
}

test('bars of the feed are those of the venue, behind what it has of the past', async () => {
  const exchange = await served(['binance', 'okx'])
  open.push(exchange)
  const over = new AbortController()
  const options = {
    timeframe,
    url: exchange.address,
    history: 5,
    foldBars: 10,
    tell: () => undefined,
  }
  const legs = ['binance:BTC-USDT', 'okx:ETH-USDT'] as const
  let last: readonly [BarSeries, BarSeries] | undefined
  let told = 0
  for await (const pair of liveBars(legs, options, over.signal)) {
    last = pair
    if (++told === 4) over.abort()
  }
  expect(told).toBe(4)
  expect(last!.map(({ instrument }) => instrument.name)).toEqual([
    'binance:BTC-USDT',
    'okx:ETH-USDT',
  ])
  for (const [at, venue] of ['binance', 'okx'].entries()) {
    const series = last![at]!
    expect(series.times.length).toBeGreaterThanOrEqual(5)
    const kept = await keptBy(venue, exchange.address, series)
    for (const [row, time] of series.times.entries()) {
      const { open: first, high, low, close, volume } = series
      const [o, h, l, c, v] = kept.get(time / 1_000)!
      expect([first[row], high[row], low[row], close[row]]).toEqual([o, h, l, c])
      expect(volume[row]).toBeCloseTo(v!, 9)
    }
  }
})

test('a leg by its venue is no file', () => {
  expect(isLiveLeg('binance:ETH-USDT')).toBe(true)
  expect(isLiveLeg('okx:BTC-USDT:linear')).toBe(true)
  for (const text of ['ETH-USDT-1h.csv', 'bars/binance/ETH-USDT-1h.csv.gz', 'ETH-USDT'])
    expect(isLiveLeg(text), text).toBe(false)
})
