import fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderNumberOf, wireIdOf } from './wire-id.ts'

test('a number comes back from what the wire calls it, in eighteen characters', () => {
  const number = fc.integer({ min: 1, max: 36 ** 9 - 1 })
  fc.assert(
    fc.property(number, (order) => {
      const id = wireIdOf('k3v9x0ab', order)
      expect(id).toMatch(/^[a-z0-9]{10,18}$/)
      expect(orderNumberOf('k3v9x0ab', id)).toBe(order)
    }),
  )
})

test('what another journal, another program or a person called an order is none of ours', () => {
  for (const id of ['ik3v9x0ac1', 'x-TKT5PX2F1', 'ik3v9x0ab', 'ik3v9x0ab0', 'ik3v9x0ab-1', ''])
    expect(orderNumberOf('k3v9x0ab', id)).toBeUndefined()
})
