import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OrderRequest } from '../../src/core/orders/order.ts'
import { randomCommands, randomMessages, tapeOf } from './random-tape.ts'
import { drive, newVenue, type Sent } from './venue-fixture.ts'

/** Every order an id of its own, and every other one reduce-only. */
const commands = randomCommands(['trade', 'mark']).map((all) =>
  all.map(({ at, command }, k): Sent => {
    if (command.kind !== 'place') return { at, command }
    const order = { ...command.order, clientOrderId: k, isReduceOnly: k % 2 === 1 }
    return { at, command: { ...command, order } }
  }),
)

test('reduce-only never adds to a position, and never turns one', () => {
  let reduced = 0
  fc.assert(
    fc.property(randomMessages, commands, (messages, sent) => {
      const venue = newVenue()
      const { answers } = drive(venue, tapeOf(messages), sent)
      const requests = new Map<number, OrderRequest>()
      for (const { command } of sent)
        if (command.kind === 'place') requests.set(command.order.clientOrderId, command.order)
      let held = 0
      for (const event of answers) {
        if (event.kind !== 'filled') continue
        const { side, isReduceOnly } = requests.get(event.clientOrderId)!
        const before = held
        held += Number(event.lots) * (side === 'buy' ? 1 : -1)
        if (!isReduceOnly) continue
        reduced++
        expect(Math.abs(held)).toBeLessThan(Math.abs(before))
        expect(held * before).toBeGreaterThanOrEqual(0)
      }
      // No fill was missed.
      expect(Number(venue.tradedOf(0).position.lots)).toBe(held)
    }),
    { numRuns: 300, seed: 7 },
  )
  expect(reduced).toBeGreaterThan(20)
})
