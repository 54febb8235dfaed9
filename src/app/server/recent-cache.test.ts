import { expect, test } from 'vitest'
import { recentCache } from './recent-cache.ts'

test('the value not used for longest goes first', () => {
  const cache = recentCache<number>(2)
  cache.set('a', 1)
  cache.set('b', 2)
  expect(cache.get('a')).toBe(1)
  cache.set('c', 3)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3])
})

test('setting a key again replaces its value and takes no more room', () => {
  const cache = recentCache<number>(2)
  cache.set('a', 1)
  cache.set('a', 2)
  cache.set('b', 3)
  expect([cache.get('a'), cache.get('b')]).toEqual([2, 3])
  cache.delete('a')
  expect(cache.get('a')).toBeUndefined()
})
