import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  estimatedQueue,
  logShare,
  powerShare,
  riskAverseShare,
  type CancelShare,
} from '../../src/book/queue/estimated-queue.ts'
import type { Instant } from '../../src/core/time.ts'
import { lognormalLatency } from '../../src/simulation/venue/latency/order-latency.ts'
import type { SelfTrade } from '../../src/simulation/venue/matching/match-host.ts'
import {
  freedByChange,
  freedByDeletion,
  type TakenAfterChange,
} from '../../src/simulation/venue/matching/taken-liquidity.ts'
import type { FaultTerms } from '../../src/simulation/venue/faults/fault-terms.ts'
import { Random } from '../../src/math/random.ts'
import { NaiveVenue } from './naive-venue.ts'
import { randomCommands, randomMessages, tapeOf } from './random-tape.ts'
import { newVenue, told, tradedPerpetual, unit, type Sent, type Tape } from './venue-fixture.ts'

/** Everything that can go wrong does, often. */
const allFaults: FaultTerms = {
  lostCommand: 0.05,
  rejected: 0.05,
  lostAnswer: 0.1,
  duplicatedAnswer: 0.1,
  lateAnswer: 0.2,
  lateUsMax: 5_000,
  slowCancel: 0.3,
  slowCancelUsMax: 4_000,
  outage: { meanUsBetween: 20_000, meanUsLasting: 2_000 },
}

interface Models {
  readonly share: CancelShare
  readonly selfTrade: SelfTrade
  readonly taken: TakenAfterChange
  readonly printsLagUs: number
  readonly seed: number
}

const models: fc.Arbitrary<Models> = fc.record({
  share: fc.constantFrom(riskAverseShare, powerShare(1), logShare(1)),
  selfTrade: fc.constantFrom('cancel-newest', 'cancel-oldest', 'cancel-both'),
  taken: fc.constantFrom(freedByChange, freedByDeletion),
  printsLagUs: fc.constantFrom(0, 1_000, 2_500),
  seed: fc.nat(1e6),
})

/** What the venue says and what its twin says, told the same rows and the commands that reached the venue. */
function bothSay(
  tape: Tape,
  sent: readonly Sent[],
  { share, selfTrade, taken, printsLagUs, seed }: Models,
): readonly (readonly string[])[] {
  const twin = new NaiveVenue(estimatedQueue(share), { selfTrade, taken, printsLagUs })
  const said: string[] = []
  const latency = { floorUs: 10, medianUs: 400, sigma: 1 }
  // Even, as commands leave: nothing falls on the odd instants at which orders are given up.
  const drawn = lognormalLatency(latency, new Random(seed))
  const even = { microsecondsAt: (at: Instant) => 2 * Math.ceil(drawn.microsecondsAt(at) / 2) }
  const venue = newVenue(
    {
      seed,
      instruments: [tradedPerpetual({ queue: estimatedQueue(share), taken, printsLagUs })],
      orderLatency: even,
      selfTrade,
      faults: { ...allFaults, slowCancelUsMax: 1 },
      deposits: [{ currency: 'USDT', atoms: 10n ** 9n * unit }],
    },
    {
      handled: (command, at) => {
        twin.expireBefore(at)
        twin.handle(command, at)
      },
      said: (event) => {
        const [line] = told([event])
        if (!line!.endsWith('halted')) said.push(line!)
      },
    },
  )
  let next = 0
  for (let row = 0; row < tape.rows.length; row++) {
    const at = venue.venueInstant(tape.rows, row)
    while (next < sent.length && sent[next]!.at < at) {
      const { command, at: leaving } = sent[next++]!
      venue.send(command, leaving as Instant)
    }
    venue.market(tape.rows, row)
    twin.expireBefore(at)
    twin.row(tape.rows, row, at)
  }
  return [said, twin.said]
}

test('matching does what its naive twin does, all faults on', () => {
  let filled = 0
  fc.assert(
    fc.property(randomMessages, randomCommands(['trade']), models, (messages, sent, drawn) => {
      const [ours, twins] = bothSay(tapeOf(messages), sent, drawn)
      expect(ours).toEqual(twins)
      filled += ours!.filter((line) => line.includes(' filled ')).length
    }),
    { numRuns: 500 },
  )
  // The test would be worth nothing if nothing happened.
  expect(filled).toBeGreaterThan(500)
})
