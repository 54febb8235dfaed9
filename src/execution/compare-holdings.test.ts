import { expect, test } from 'vitest'
import { atomsOf } from '../core/currency.ts'
import type { Instrument } from '../core/instrument.ts'
import type { Lots, PriceTicks } from '../core/price.ts'
import type { Instant } from '../core/time.ts'
import { accountedAtoms, compareHoldings, isOfHoldings } from './compare-holdings.ts'
import { applyRecord, newJournalState } from './journal-state.ts'
import { bookWhole } from './journalled-position.ts'

const instrument: Instrument = {
  name: 'ETH-USD',
  venue: 'kraken',
  base: 'ETH',
  quote: 'USD',
  class: 'spot',
  tickSize: { units: 1, decimals: 2 },
  lotSize: { units: 1, decimals: 8 },
}

const time = 1 as Instant
const state = newJournalState()
applyRecord(state, { time, kind: 'run', journalId: 'a', mode: 'live', instruments: [instrument] })
applyRecord(state, {
  time,
  kind: 'baseline',
  venue: 'kraken',
  balances: [
    { currency: 'USD', atoms: atomsOf(100) },
    { currency: 'ETH', atoms: atomsOf(2) },
  ],
  positions: [],
})

test.each([
  ['what eight decimals round', { USD: 1e-8 }, {}, []],
  [
    'a ten-thousandth of a dollar',
    { USD: 1e-4 },
    {},
    [/^balance USD: 100 in the journal, 100.0001 at the venue/],
  ],
  ['as much where dollars are told in ten-thousandths', { USD: 1e-4 }, { USD: 1e-4 }, []],
  ['more than that', { USD: 2e-4 }, { USD: 1e-4 }, [/^balance USD/]],
  ['a coin that is told in finer steps', { ETH: 1e-4 }, { USD: 1e-4 }, [/^balance ETH/]],
] as const)('%s', (_, off: { USD?: number; ETH?: number }, told, differences) => {
  const { USD = 0, ETH = 0 } = off
  const balances = new Map([
    ['USD', atomsOf(100) + atomsOf(USD)],
    ['ETH', atomsOf(2) + atomsOf(ETH)],
  ])
  const steps = new Map(Object.entries(told).map(([name, step]) => [name, atomsOf(step)]))
  const found = compareHoldings(state, 'kraken', { balances, steps, positions: new Map() })
  expect(found).toEqual(differences.map((each) => expect.stringMatching(each)))
  expect(found.every(isOfHoldings)).toBe(true)
})

test('what taking holdings for right does not end is none of these differences', () => {
  const others = [
    'the venue could not be asked: down',
    'order x1 at the venue is not of this journal',
  ]
  expect(others.map(isOfHoldings)).toEqual([false, false])
})

test.each([
  ['linear', { base: 'ETH', quote: 'USDT', class: 'linear' }, 'ETH', -2],
  ['inverse', { base: 'BTC', quote: 'USD', class: 'inverse' }, 'USD', 100],
  ['a coin that fees are charged in', { base: 'BTC', quote: 'USDT', class: 'linear' }, 'ETH', -2],
] as const)('contracts of a perpetual are no balance: %s', (_, kind, currency, first) => {
  const lotSize = { units: 1, decimals: 2 }
  const perpetual: Instrument = {
    ...instrument,
    ...kind,
    name: `${kind.base}-${kind.quote}`,
    lotSize,
  }
  const both = newJournalState()
  const instruments = [instrument, perpetual]
  applyRecord(both, { time, kind: 'run', journalId: 'a', mode: 'live', instruments })
  const balances = [{ currency, atoms: atomsOf(first) }]
  applyRecord(both, { time, kind: 'baseline', venue: 'kraken', balances, positions: [] })
  for (const lots of [300, -100])
    bookWhole(both.positions[1]!, {
      exchangeTime: time,
      lots: lots as Lots,
      priceTicks: 12_345 as PriceTicks,
      feeAtoms: atomsOf(0.25),
      feeCurrency: currency,
    })
  expect(accountedAtoms(both, 'kraken', currency)).toBe(atomsOf(first - 0.5))
})
