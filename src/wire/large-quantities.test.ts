import { expect, test } from 'vitest'
import { decoded } from '../../test/codec-laws.ts'
import { feedOf, frameOf } from '../../test/wire/feed-fixtures.ts'

const feed = feedOf('binance-spot', { XRPEUR: ['0.00001', '0.00000001'] })

function depthOf(price: string, quantity: string): ReturnType<typeof decoded> {
  const head = '{"e":"depthUpdate","E":1723161255208,"s":"XRPEUR","U":1,"u":2,'
  const message = `${head}"b":[["${price}","${quantity}"]],"a":[]}`
  return decoded(feed.codec, frameOf(feed, { message }))
}

test('a quantity of 2^53 lots and more is read where a double tells it exactly', () => {
  expect(depthOf('0.30001', '112716000.00000000').events).toMatchObject([
    { price: 30_001, quantity: 11_271_600_000_000_000 },
  ])
})

test('one that no double tells names its instrument and its lot, as does a price of as many ticks', () => {
  expect(depthOf('0.30001', '112716000.00000001')).toMatchObject({
    outcome: 'malformed',
    detail: '112716000.00000001 in steps of 0.00000001 of XRPEUR',
  })
  expect(depthOf('112716000000', '1')).toMatchObject({
    outcome: 'malformed',
    detail: '112716000000 in steps of 0.00001 of XRPEUR',
  })
})
