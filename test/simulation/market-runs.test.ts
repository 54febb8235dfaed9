import fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimatedQueue, powerShare } from '../../src/book/queue/estimated-queue.ts'
import { runEnd } from '../../src/core/events/message-end.ts'
import { isOfOrder } from '../../src/core/orders/account-event.ts'
import type { Instant } from '../../src/core/time.ts'
import type { SimulatedVenue } from '../../src/simulation/venue/simulated-venue.ts'
import { randomCommands, randomMessages, tapeOf } from './random-tape.ts'
import { newVenue, told, tradedPerpetual, unit, type Sent, type Tape } from './venue-fixture.ts'

type Take = (venue: SimulatedVenue, tape: Tape, start: number, end: number) => void

const rowByRow: Take = (venue, { rows }, start, end) => {
  for (let row = start; row < end; row++) venue.market(rows, row)
}

const atOnce: Take = (venue, { rows }, start, end) => venue.marketRun(rows, start, end)

/** All that a venue says, of orders and of the account, when rows are handed over in one way or the other. */
function said(tape: Tape, sent: readonly Sent[], printsLagUs: number, take: Take): unknown[] {
  const lines: unknown[] = []
  const venue = newVenue(
    {
      seed: 1,
      instruments: [tradedPerpetual({ queue: estimatedQueue(powerShare(1)), printsLagUs })],
      deposits: [{ currency: 'USDT', atoms: 10n * unit }],
    },
    { handled: () => undefined, said: (event) => lines.push(...told([event])) },
  )
  const { rows } = tape
  let next = 0
  for (let start = 0; start < rows.length;) {
    const end = runEnd(rows, start, rows.length)
    const at = venue.venueInstant(rows, start)
    while (next < sent.length && sent[next]!.at < at) {
      const { command, at: leaving } = sent[next++]!
      venue.send(command, leaving as Instant)
    }
    take(venue, tape, start, end)
    start = end
  }
  while (venue.nextAnswerAt() < Infinity) {
    const message = venue.takeAnswer()
    if (!isOfOrder(message)) lines.push(message)
  }
  return lines
}

test('a message in one go is its rows one by one', () => {
  let filled = 0
  let longest = 0
  fc.assert(
    fc.property(
      randomMessages,
      randomCommands(['trade', 'mark']),
      fc.constantFrom(0, 1_000),
      (messages, sent, printsLagUs) => {
        const tape = tapeOf(messages)
        const lines = said(tape, sent, printsLagUs, atOnce)
        expect(lines).toEqual(said(tape, sent, printsLagUs, rowByRow))
        filled += lines.filter((line) => String(line).includes(' filled ')).length
        longest = Math.max(longest, runEnd(tape.rows, 0, tape.rows.length))
      },
    ),
    { numRuns: 200 },
  )
  // The test would be worth nothing if nothing happened, or nothing at once.
  expect(filled).toBeGreaterThan(100)
  expect(longest).toBeGreaterThan(3)
})
