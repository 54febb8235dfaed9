import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UsedIds } from './used-ids.ts'

test('what was used is known, whatever the ids, and nothing else is', () => {
  const ids = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 2 ** 52 })),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(ids, ids, (used, asked) => {
      const bits = new UsedIds()
      const twin = new Set<number>()
      for (const id of used) {
        bits.add(id)
        twin.add(id)
      }
      for (const id of [...used, ...asked]) expect(bits.has(id)).toBe(twin.has(id))
    }),
  )
})
