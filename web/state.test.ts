import { expect, test } from 'vitest'
import { pairFixture } from '../test/desk-pair-fixture.ts'
import { defaultPairParameters } from '../src/protocol/pair-parameters.ts'
import { defaultTable, noDraws, type PairAddress } from './address.ts'
import { changeTable, goTo, hear, initialState, universeOf, type DeskState } from './state.ts'

const universe = { venue: 'binance', timeframe: '1h' }
const address: PairAddress = {
  view: 'pair',
  universe,
  y: 'ETH-USDT',
  x: 'BTC-USDT',
  parameters: defaultPairParameters,
  draws: noDraws,
}
const onPair: DeskState = {
  ...initialState,
  address,
  pair: { kind: 'ready', value: pairFixture(address, defaultPairParameters) },
  trade: 2,
}

test('other parameters of the same pair keep it on the page until the answer is there', () => {
  const parameters = { ...defaultPairParameters, entry: 3 }
  expect(goTo(onPair, { ...address, parameters }).pair).toBe(onPair.pair)
})

test('another pair begins empty, and no trade of the last one is chosen', () => {
  const next = goTo(onPair, { ...address, y: 'SOL-USDT' })
  expect(next).toMatchObject({ pair: { kind: 'absent' }, trade: null })
})

test('the screen a reader came from is kept with its table', () => {
  const table = { ...defaultTable, filter: 'eth' }
  const onScreen = changeTable(initialState, table)
  expect(goTo(onScreen, address).lastScreen.table).toEqual(table)
})

test('without a universe in the address the largest one is shown', () => {
  const source = { kind: 'synthetic', seed: 1 } as const
  const universes = [
    { venue: 'a', timeframe: '1h', series: ['X-Y', 'Z-Y', 'W-Y'] },
    { venue: 'b', timeframe: '1d', series: ['X-Y', 'Z-Y'] },
  ]
  expect(universeOf(initialState)).toBeNull()
  expect(
    universeOf({ ...initialState, universes: { kind: 'ready', value: { source, universes } } }),
  ).toEqual({ venue: 'a', timeframe: '1h' })
})

test('progress of another universe is not shown', () => {
  const waiting: DeskState = { ...initialState, screenOf: universe }
  const frame = { type: 'screen-progress', ...universe, done: 5, total: 10 } as const
  expect(hear(waiting, frame).screen).toEqual({ kind: 'loading', progress: { done: 5, total: 10 } })
  expect(hear(waiting, { ...frame, timeframe: '1d' })).toBe(waiting)
})

test('a greeting opens the link and tells who speaks', () => {
  const health = {
    status: 'ok',
    name: 'isobar',
    version: '0.1.0',
    mode: 'research',
    market: { kind: 'none' },
    source: { kind: 'synthetic', seed: 1 },
  } as const
  expect(hear({ ...initialState, link: 'lost' }, { type: 'hello', health })).toMatchObject({
    link: 'open',
    health,
  })
})
