import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { mergeRows } from './merge-rows.ts'

/** One message for each pause, of as many rows as its place asks for; the sequence tells which it was. */
function source(pauses: readonly number[], name: number): EventColumns {
  const rows = new EventColumns()
  let time = 1_000
  for (const [k, pause] of pauses.entries()) {
    time += pause
    rows.begin(0, time as Instant, Number.NaN, name * 1_000 + k)
    for (let row = 0; row <= k % 3; row++) rows.addLevel(eventSide.bid, row, 1)
    rows.end()
  }
  return rows
}

test('messages come by local time, then by source, then as they were; none is lost or torn', () => {
  const pauses = fc.array(fc.nat(2), { maxLength: 30 })
  fc.assert(
    fc.property(fc.array(pauses, { maxLength: 4 }), (all) => {
      const sources = all.map((each, name) => source(each, name))
      const merged = mergeRows(sources.map((rows, name) => ({ rows, instruments: [name] })))
      const expected = sources
        .flatMap((rows, name) =>
          Array.from({ length: rows.length }, (_, row) => ({
            time: rows.localTime[row]!,
            name,
            sequence: rows.sequence[row]!,
            price: rows.price[row]!,
            flags: rows.flags[row]!,
          })),
        )
        // Stable: what is equal stays as it was.
        .toSorted((a, b) => a.time - b.time || a.name - b.name)
      const came = Array.from({ length: merged.length }, (_, row) => ({
        time: merged.localTime[row]!,
        name: merged.instrument[row]!,
        sequence: merged.sequence[row]!,
        price: merged.price[row]!,
        flags: merged.flags[row]!,
      }))
      expect(came).toEqual(expected)
    }),
  )
})
