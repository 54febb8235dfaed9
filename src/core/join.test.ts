import fc from 'fast-check'
import { expect, test } from 'vitest'
import { innerJoin, pick } from './join.ts'

const instants = fc
  .uniqueArray(fc.integer({ min: 0, max: 40 }), { maxLength: 30 })
  .map((values) => Float64Array.from(values).toSorted())

test('keeps exactly the instants every series has, and counts what it dropped', () => {
  fc.assert(
    fc.property(fc.array(instants, { minLength: 1, maxLength: 4 }), (times) => {
      const join = innerJoin(times)
      const expected = [...times[0]!].filter((t) => times.every((column) => column.includes(t)))
      expect([...join.times]).toEqual(expected)
      times.forEach((column, k) => {
        expect([...pick(column, join.rows[k]!)]).toEqual(expected)
        expect(join.dropped[k]).toBe(column.length - expected.length)
      })
    }),
  )
})
