import { expect, test } from 'vitest'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { ArbitrageDetector, type DetectorSettings } from './detector.ts'
import { fractionOf } from './fraction.ts'
import type { ArbitrageSignal } from './opportunity.ts'
import type { Listed } from './terms.ts'

const plain: DetectorSettings = {
  minEdgeBps: 0,
  staleAfter: 0,
  quoteMap: new Map(),
  withBasis: false,
  cycleLegsMost: 0,
}

function listed(venue: string, name: string, more: Partial<Listed> = {}): Listed {
  const [base, quote] = name.split('-') as [string, string]
  const step = { units: 1, decimals: 2 }
  return {
    instrument: { name, venue, base, quote, class: 'spot', tickSize: step, lotSize: step },
    symbol: name,
    terms: { takerFeeBps: 0 },
    ...more,
  }
}

/** A detector that is told quotes; prices and quantities in hundredths. */
function watched(
  settings: Partial<DetectorSettings>,
  all: readonly Listed[],
): {
  readonly detector: ArbitrageDetector
  readonly seen: ArbitrageSignal[]
  readonly quote: (time: number, member: number, bid: number, ask: number) => void
} {
  const seen: ArbitrageSignal[] = []
  const detector = new ArbitrageDetector({ ...plain, ...settings }, (signal) => seen.push(signal))
  for (const each of all) detector.add(each)
  const quote = (time: number, member: number, bid: number, ask: number): void => {
    const rows = new EventColumns()
    rows.begin(member, time as Instant, NaN, NaN)
    rows.addQuoteBid(Math.round(bid * 100), 500)
    rows.addQuoteAsk(Math.round(ask * 100), 500)
    rows.end()
    for (let row = 0; row < rows.length; row++) detector.apply(rows, row)
    detector.settle(time as Instant)
  }
  return { detector, seen, quote }
}

test('a book nobody trusts is not used until it is trusted again', () => {
  const { detector, seen, quote } = watched({}, [listed('a', 'BTC-USD'), listed('b', 'BTC-USD')])
  quote(1, 0, 99, 100)
  quote(2, 1, 101, 102)
  detector.distrust(1, true, 3 as Instant)
  detector.settle(3 as Instant)
  quote(4, 1, 105, 106)
  detector.distrust(1, false, 5 as Instant)
  detector.settle(5 as Instant)
  expect(seen.map((signal) => [signal.kind, 'reason' in signal ? signal.reason : ''])).toEqual([
    ['opened', ''],
    ['fault', ''],
    ['closed', 'distrusted'],
    ['mended', ''],
    ['opened', ''],
  ])
})

test('a live rate moves what is compared, and without one nothing is', () => {
  const quoteMap = new Map([['USDT', { quote: 'USD', rate: 'live' as const }]])
  const { seen, quote } = watched({ quoteMap }, [
    listed('a', 'BTC-USD'),
    listed('b', 'BTC-USDT'),
    listed('c', 'USDT-USD'),
  ])
  quote(1, 0, 99, 100)
  quote(2, 1, 105, 106)
  expect(seen).toEqual([])
  // At 0.95 the bid of 105 is one of 99.75; at 0.96, of 100.8.
  quote(3, 2, 0.94, 0.96)
  expect(seen).toEqual([])
  quote(4, 2, 0.95, 0.97)
  expect(seen).toMatchObject([
    { kind: 'opened', opportunity: { quote: 'USD', match: { sellPrice: 100.8, profit: 4 } } },
  ])
})

test('a multiplied base is compared once it is told what it is, in units of what it is compared as', () => {
  const thousand = { comparedBase: 'PEPE', baseMultiple: 1_000 }
  const { seen, quote } = watched({}, [
    listed('a', 'PEPE-USD'),
    listed('b', '1000PEPE-USD', { ...thousand, terms: { takerFeeBps: 0, lotSize: 2 } }),
  ])
  quote(1, 0, 0.01, 0.02)
  quote(2, 1, 25, 26)
  // 5 PEPE are less than 2 of a thousand: nothing that can be done.
  expect(seen).toEqual([])
  const other = watched({}, [listed('a', 'PEPE-USD'), listed('b', '1000PEPE-USD', thousand)])
  other.quote(1, 0, 0.01, 0.02)
  other.quote(2, 1, 25, 26)
  expect(other.seen).toMatchObject([
    { kind: 'opened', opportunity: { base: 'PEPE', match: { quantity: 5, sellPrice: 0.025 } } },
  ])
})

test('of two instruments of a venue that are the same good the better one is taken, and one opportunity is open', () => {
  const quoteMap = new Map([['USDC', { quote: 'USD', rate: fractionOf(1) }]])
  const { seen, quote } = watched({ quoteMap }, [
    listed('a', 'BTC-USD'),
    listed('b', 'BTC-USD'),
    listed('b', 'BTC-USDC'),
  ])
  quote(1, 0, 99, 100)
  quote(2, 2, 102, 103)
  quote(3, 1, 104, 105)
  quote(4, 2, 98, 103)
  quote(5, 1, 98, 105)
  expect(seen.map((signal) => signal.kind)).toEqual(['opened', 'closed'])
  expect(seen[1]).toMatchObject({ time: 5, opportunity: { sell: { member: 2 } } })
})
