import { expect, test } from 'vitest'
import { scanLines } from '../../src/app/cli/arb-lines.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import type { Instant } from '../../src/core/time.ts'
import type { ArbitrageScanResult } from '../../src/research/arbitrage/scan-result.ts'
import { scanTape } from '../../src/research/arbitrage/scan.ts'
import type { Listed } from '../../src/strategies/arbitrage/terms.ts'

type Quoted = readonly [place: string, bid: number, ask: number]

/** What one instant of quotes of a whole coin each comes to, without fees. */
function scanned(quotes: readonly Quoted[]): ArbitrageScanResult {
  const program = scanTape({
    detector: {
      minEdgeBps: 0,
      staleAfter: 0,
      quoteMap: new Map(),
      withBasis: false,
      cycleLegsMost: 0,
    },
    latencyOf: undefined,
    parameters: {
      minEdgeBps: 0,
      staleMs: 0,
      latencyMs: null,
      quoteMap: {},
      basis: false,
      cycleLegsMost: 0,
    },
    isHourly: false,
    notes: [],
  })
  program.next()
  const rows = new EventColumns()
  const added = quotes.map(([place, bid, ask], member): Listed => {
    const [venue, name] = place.split(':') as [string, string]
    const [base, quote] = name.split('-') as [string, string]
    const step = { units: 1, decimals: 2 }
    rows.begin(member, 1_000 as Instant, NaN, NaN)
    rows.addQuoteBid(Math.round(bid * 100), 100)
    rows.addQuoteAsk(Math.round(ask * 100), 100)
    rows.end()
    return {
      instrument: { name, venue, base, quote, class: 'spot', tickSize: step, lotSize: step },
      symbol: name,
      terms: { takerFeeBps: 0 },
    }
  })
  program.next({ rows, added, regridded: [], events: rows.length })
  const last = program.next(undefined)
  if (last.done !== true) throw new Error('not done')
  return last.value
}

// 3 USD are more than 200 JPY, of which one is worth 0.0099 USD by the coins that are quoted in both.
const dollars: readonly Quoted[] = [
  ['a:BTC-USD', 98, 100],
  ['b:BTC-USD', 103, 105],
]
const yen: readonly Quoted[] = [
  ['a:BTC-JPY', 9_900, 10_000],
  ['b:BTC-JPY', 10_200, 10_300],
]

test('profits in two currencies are compared and added up in dollars, at what coins quoted in both say', () => {
  const { opportunities, best, summary } = scanned([...yen, ...dollars])
  // Middles: 99 and 104 dollars, 9,950 and 10,250 yen; of two venues half way.
  const rate = 101.5 / 10_100
  expect(opportunities.map(({ quote, quoteInUsd }) => [quote, quoteInUsd])).toEqual([
    ['JPY', rate],
    ['USD', 1],
  ])
  expect(best?.quote).toBe('USD')
  expect(summary.totalProfitQuote).toBe(null)
  expect(summary.inUsd).toEqual({
    totalProfit: 200 * rate + 3,
    clusterProfit: 200 * rate + 3,
    capturedProfit: null,
    rates: { JPY: { least: rate, most: rate }, USD: { least: 1, most: 1 } },
  })
  const text = scanLines(scanned([...yen, ...dollars])).join('\n')
  expect(text.indexOf('BTC-USD ')).toBeLessThan(text.indexOf('BTC-JPY'))
  expect(text).toContain(
    'compared in USD, at what spot books said when each began: 1 JPY = 0.01005',
  )
  expect(text).toContain('worth 200.00 JPY, 3.00 USD (5.01 USD together)')
})

test('where nothing tells what a currency is worth each stays by itself, and it is said', () => {
  const ethers = dollars.map(([place, ...prices]): Quoted => [
    place.replace('BTC', 'ETH'),
    ...prices,
  ])
  const result = scanned([...ethers, ...yen])
  expect(result.summary.inUsd).toBe(null)
  expect(scanLines(result).join('\n')).toContain(
    'profits in JPY, USD are not compared with one another: no spot book tells what one is worth in USD',
  )
  // One currency alone needs no rate.
  expect(scanned(yen).summary).toMatchObject({ totalProfitQuote: 200, inUsd: null })
  expect(scanLines(scanned(yen)).join('\n')).not.toContain('compared')
})
