import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultPairParameters } from '../src/protocol/pair-parameters.ts'
import { defaultRadarHistory, undrawn } from '../src/protocol/radar-parameters.ts'
import { defaultSweepParameters } from '../src/protocol/sweep-parameters.ts'
import { defaultVerdictParameters } from '../src/protocol/verdict-parameters.ts'
import { defaultWalkForwardParameters } from '../src/protocol/walk-forward-parameters.ts'
import { defaultTable, formatAddress, noDraws, parseAddress, type Address } from './address.ts'

const name = fc.stringMatching(/^[A-Za-z0-9.%&?#/ -]{1,12}$/)
const universe = fc.record({ venue: name, timeframe: fc.constantFrom('1m', '1h', '1d') })
const screen: fc.Arbitrary<Address> = fc.record({
  view: fc.constant('screen' as const),
  universe: fc.option(universe),
  table: fc.record({
    sort: fc.constantFrom('pValue' as const, 'qValue' as const, 'y' as const, 'rSquared' as const),
    descending: fc.boolean(),
    filter: fc.string({ maxLength: 60 }),
    rejectedOnly: fc.boolean(),
    onePerPair: fc.boolean(),
  }),
  drawn: fc.record({
    null: fc.constantFrom('asymptotic' as const, 'bootstrap' as const),
    universes: fc.integer({ min: 1, max: 900 }),
    seed: fc.nat(9),
  }),
})
const pair: fc.Arbitrary<Address> = fc.record({
  view: fc.constant('pair' as const),
  universe,
  y: name,
  x: name,
  draws: fc.record({ nullRuns: fc.nat(999), seed: fc.nat(9) }),
  parameters: fc.record({
    ...Object.fromEntries(
      Object.entries(defaultPairParameters).map(([field, value]) => [field, fc.constant(value)]),
    ),
    entry: fc.constantFrom(1, 1.5, 2, 3.25),
    log: fc.boolean(),
    hedge: fc.constantFrom('ols', 'tls', 'johansen', 'kalman'),
  }) as unknown as fc.Arbitrary<typeof defaultPairParameters>,
})

const walk: fc.Arbitrary<Address> = fc.record({
  view: fc.constant('walk-forward' as const),
  universe: fc.option(universe),
  parameters: fc
    .record({ formationBars: fc.integer({ min: 30, max: 900 }), log: fc.boolean() })
    .map((changed) => ({ ...defaultWalkForwardParameters, ...changed })),
})

const history: fc.Arbitrary<Address> = fc.record({
  view: fc.constant('over-time' as const),
  universe: fc.option(universe),
  parameters: fc
    .record({ stepBars: fc.integer({ min: 1, max: 900 }), log: fc.boolean() })
    .map((changed) => ({ ...defaultRadarHistory, ...changed })),
})

const sweep: fc.Arbitrary<Address> = fc.record({
  view: fc.constant('sweep' as const),
  universe,
  y: name,
  x: name,
  parameters: fc
    .record({
      grid: fc.constantFrom('entry=1/2', 'exit=-1:1:0.5,stop=4'),
      trainBars: fc.nat(9).map((n) => n + 10),
    })
    .map((changed) => ({ ...defaultSweepParameters, ...changed })),
})

const verdict: fc.Arbitrary<Address> = fc.record({
  view: fc.constant('verdict' as const),
  universe,
  y: name,
  x: name,
  parameters: fc
    .record({ nullRuns: fc.nat(999), log: fc.boolean() })
    .map((changed) => ({ ...defaultVerdictParameters, ...changed })),
})

test('a copied address restores what it was copied from', () => {
  fc.assert(
    fc.property(fc.oneof(screen, pair, sweep, verdict, walk, history), (address) => {
      expect(parseAddress(formatAddress(address))).toEqual(address)
    }),
  )
})

test('what is as usual is not in the address', () => {
  expect(
    formatAddress({
      view: 'screen',
      universe: null,
      table: defaultTable,
      drawn: undrawn,
    }),
  ).toBe('#/screen')
  expect(
    formatAddress({
      view: 'pair',
      universe: { venue: 'binance-perp', timeframe: '1h' },
      y: 'ETH-USDT',
      x: 'BTC-USDT',
      parameters: { ...defaultPairParameters, entry: 2.5 },
      draws: noDraws,
    }),
  ).toBe('#/pair/binance-perp/1h/ETH-USDT/BTC-USDT?entry=2.5')
})

test.each([
  ['', 'nothing'],
  ['#', 'an empty address'],
  ['#/nowhere/at/all', 'an unknown view'],
  ['#/screen?sort=magic&filter=', 'an unknown column'],
])('%j (%s) shows the screen as usual', (hash) => {
  expect(parseAddress(hash)).toEqual({
    view: 'screen',
    universe: null,
    table: defaultTable,
    drawn: undrawn,
  })
})

test('a pair with one name shows the screen of its universe', () => {
  expect(parseAddress('#/pair/binance/1h/ETH-USDT')).toEqual({
    view: 'screen',
    universe: { venue: 'binance', timeframe: '1h' },
    table: defaultTable,
    drawn: undrawn,
  })
})

test('a pair with parameters that cannot be is shown with the usual ones', () => {
  expect(parseAddress('#/pair/binance/1h/A-B/C-B?entry=minus')).toMatchObject({
    view: 'pair',
    parameters: defaultPairParameters,
  })
})

test('a stray percent sign does not break the page', () => {
  expect(parseAddress('#/screen/100%/1h').universe).toEqual({ venue: '100%', timeframe: '1h' })
})
