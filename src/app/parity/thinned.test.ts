import { expect, test } from 'vitest'
import { Thinned } from './thinned.ts'

test('of more than it keeps it keeps every other, every fourth and so on, from the first to the last', () => {
  const thinned = new Thinned<number>()
  for (let item = 0; item < 350_000; item++) thinned.add(item)
  const { items } = thinned
  expect(items.length).toBeLessThan(100_000)
  expect(items.every((item, k) => item === k * 4)).toBe(true)
  expect(items.at(-1)).toBeGreaterThan(349_990)
})
