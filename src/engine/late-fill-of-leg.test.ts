import { expect, test } from 'vitest'
import { filledFor, twoLegs } from '../../test/engine/two-legs.ts'

test('a fill that comes after its order was over is no news of the order that took its place', () => {
  const { engine, begin, placed, hear } = twoLegs()
  begin()
  const [bought, sold] = placed()
  hear(sold!, filledFor(10, 's'))
  // Four of ten are said to be filled, and none of them was told of yet.
  hear(bought!, { kind: 'cancelled', reason: 'not-filled-at-once', filledLots: 4 })
  const [rest] = placed()
  expect(rest).toMatchObject({ side: 'buy', lots: 6 })
  hear(bought!, filledFor(4, 'late'))
  // The six are still out: nothing is undone, and nothing sent again.
  expect([placed(), engine.runners[0]!.legs.size]).toEqual([[], 1])
  hear(rest!, filledFor(6, 'b'))
  expect([engine.runners[0]!.legs.size, engine.account.holdings.map(({ lots }) => lots)]).toEqual([
    0,
    [10, -10],
  ])
})
