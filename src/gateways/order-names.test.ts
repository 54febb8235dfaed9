import { expect, test } from 'vitest'
import { OrderNames } from './order-names.ts'

test('the latest twenty thousand are known, and one that was told of again is among them', () => {
  const names = new OrderNames()
  for (let k = 0; k < 20_000; k++) names.remember(`v${k}`, `our${k}`)
  names.remember('v0', 'our0')
  for (let k = 0; k < 5; k++) names.remember(`w${k}`, '')
  const known = ['v0', 'v1', 'v5', 'v6', 'v19999', 'w4', 'x'].map((id) => names.of(id))
  expect(known).toEqual(['our0', undefined, undefined, 'our6', 'our19999', '', undefined])
})
