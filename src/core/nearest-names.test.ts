import { expect, test } from 'vitest'
import { nearestInWords, nearestNames } from './nearest-names.ts'

test('the name with the fewest other letters comes first, capitals aside, each once', () => {
  const names = ['kraken:BTC-USD', 'okx:BTC-USDT', 'binance:ETH-USDT', 'binance:BTC-USDT']
  expect(nearestNames('Binance:BTC-USTD', [...names, ...names])).toEqual([
    'binance:BTC-USDT',
    'binance:ETH-USDT',
    'kraken:BTC-USD',
  ])
})

test('a part of a name is more like it than another word of its length', () => {
  const names = ['outage', 'lostCommand', 'lostAnswer']
  expect(nearestNames('lost', names)).toEqual(['lostCommand', 'lostAnswer', 'outage'])
})

test('of none there is none, and of few all', () => {
  expect(nearestInWords('x', [])).toBe('; there are none')
  expect(nearestInWords('', ['seed'])).toBe('; nearest is seed')
  expect(nearestInWords('sed', ['side', 'seed'])).toBe('; nearest are seed and side')
})
