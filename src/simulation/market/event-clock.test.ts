import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventClock } from './event-clock.ts'

test('the first is the one with the least time, of equals the one with the lower number', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.tuple(fc.nat(39), fc.oneof(fc.nat(20), fc.constant(Infinity)))),
      (sources, changes) => {
        const clock = new EventClock(sources)
        const times = Array.from({ length: sources }, () => Infinity)
        for (const [which, time] of changes) {
          const source = which % sources
          clock.set(source, time)
          times[source] = time
          expect(clock.first).toBe(times.indexOf(Math.min(...times)))
          expect(clock.timeOf(source)).toBe(time)
        }
      },
    ),
  )
})
