import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import { Random } from '../../math/random.ts'
import { deliverBefore, VenueOutbox } from './venue-outbox.ts'

function send(outbox: VenueOutbox, at: number, rows: number, mark: number): void {
  const columns = outbox.open(0, at, mark)
  for (let row = 0; row < rows; row++) columns.addTrade(eventSide.buy, 100, 1, mark)
  columns.end()
}

test('messages of a venue arrive whole, in their order, not before their time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 3 })), { maxLength: 60 }),
      fc.nat(1_000),
      (messages, seed) => {
        const outbox = new VenueOutbox({ least: 100, jitter: 40 }, new Random(seed))
        const out = new EventColumns()
        let at = 0
        for (const [k, [pause, rows]] of messages.entries()) {
          at += pause
          send(outbox, at, rows, k)
          deliverBefore(at, [outbox], out)
          for (let row = 0; row < out.length; row++) expect(out.localTime[row]).toBeLessThan(at)
        }
        deliverBefore(Infinity, [outbox], out)
        const wanted = messages.flatMap(([, rows], k) => Array.from({ length: rows }, () => k))
        expect([...out.id.subarray(0, out.length)]).toEqual(wanted)
        const times = [...out.localTime.subarray(0, out.length)]
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        const early = times.some((time, row) => time < out.exchangeTime[row]! + 100)
        expect(early).toBe(false)
      },
    ),
  )
})

test('of several venues the earliest arrival comes first, of equals the venue named first', () => {
  const near = new VenueOutbox({ least: 1, jitter: 0 }, new Random(1))
  const far = new VenueOutbox({ least: 50, jitter: 0 }, new Random(1))
  send(far, 0, 2, 1)
  send(near, 10, 1, 2)
  send(near, 49, 1, 3)
  const out = new EventColumns()
  deliverBefore(50, [far, near], out)
  expect([...out.id.subarray(0, out.length)]).toEqual([2])
  deliverBefore(Infinity, [far, near], out)
  expect([...out.id.subarray(0, out.length)]).toEqual([2, 1, 1, 3])
})

test('what has gone takes no room, though something always waits', () => {
  const outbox = new VenueOutbox({ least: 10, jitter: 0 }, new Random(1))
  const out = new EventColumns()
  let delivered = 0
  for (let k = 0; k < 300_000; k++) {
    send(outbox, k, 1, k)
    deliverBefore(k, [outbox], out)
    if (out.length > 0 && out.id[0] !== delivered)
      throw new Error(`${out.id[0]} after ${delivered}`)
    delivered += out.length
    out.empty()
  }
  // The last look is at 299,999: what left at 299,989 arrives then, and is not before it.
  expect(delivered).toBe(299_989)
  expect(outbox.rows.kind.length).toBeLessThanOrEqual(131_072)
})
