import { expect, test } from 'vitest'
import { fixedWindow, tokenBucket } from '../../src/simulation/venue/faults/rate-limit.ts'
import { noFaults } from '../../src/simulation/venue/faults/fault-terms.ts'
import { cancel, drive, newVenue, place, Tape, told } from './venue-fixture.ts'

const market = (): Tape => new Tape().book(1_000, [[99, 500]], [[101, 500]])
const weights = { place: 1, cancel: 0, amend: 1 }

test('a window lets so many commands through, and is empty again when the next begins', () => {
  const limit = fixedWindow({ windowUs: 1_000, most: 2, weights })
  const venue = newVenue({ rateLimits: [limit] })
  const sent = [1_100, 1_200, 1_300, 2_100].map((at, k) => place(at, k + 1, 'buy 1 @ 99'))
  expect(told(drive(venue, market(), [...sent, cancel(1_310, 1)]).answers)).toEqual([
    '1 accepted',
    '2 accepted',
    '3 rejected rate-limit',
    '1 cancelled asked 0',
    '4 accepted',
  ])
})

test('a bucket fills evenly and holds no more than it holds', () => {
  const limit = tokenBucket({ most: 2, perSecond: 1_000, weights })
  const admitted = [0, 0, 0, 500, 1_000, 1_100, 9_000, 9_000, 9_000].map((at) => {
    const isAdmitted = limit.admits('place', at)
    if (isAdmitted) limit.take('place')
    return isAdmitted
  })
  expect(admitted).toEqual([true, true, false, false, true, false, true, true, false])
})

test('a command that is lost is never answered, and the order never rests', () => {
  const venue = newVenue({ faults: { ...noFaults, lostCommand: 1 } })
  expect(drive(venue, market(), [place(1_100, 1, 'buy 1')]).answers).toEqual([])
  expect(venue.tradedOf(0).position.lots).toBe(0)
})

test('an answer that is lost leaves an order of unknown fate: it has filled', () => {
  const venue = newVenue({ faults: { ...noFaults, lostAnswer: 1 } })
  expect(drive(venue, market(), [place(1_100, 1, 'buy 1')]).answers).toEqual([])
  expect(venue.tradedOf(0).position.lots).toBe(1)
})

test('an answer that comes twice carries the same trade', () => {
  const faults = { ...noFaults, duplicatedAnswer: 1, lateUsMax: 100 }
  const { answers } = drive(newVenue({ faults }), market(), [place(1_100, 1, 'buy 1')])
  const fills = answers.filter((each) => each.kind === 'filled')
  expect(fills.map(({ tradeId }) => tradeId)).toEqual([1, 1])
})

test('an answer that is late is overtaken by others', () => {
  const faults = { ...noFaults, lateAnswer: 0.5, lateUsMax: 10_000 }
  const sent = Array.from({ length: 20 }, (_, k) => place(1_100 + k, k + 1, 'buy 1 @ 99'))
  const { answers } = drive(newVenue({ faults }), market(), sent)
  const ids = answers.map(({ clientOrderId }) => clientOrderId)
  expect(ids).not.toEqual(ids.toSorted((a, b) => a - b))
  expect(answers.map(({ localTime }) => localTime)).toEqual(
    answers.map(({ localTime }) => localTime).toSorted((a, b) => a - b),
  )
})

test('a slow cancel loses to a fill', () => {
  const faults = { ...noFaults, slowCancel: 1, slowCancelUsMax: 5_000 }
  const tape = market()
  for (let k = 0; k < 60; k++) tape.trade(1_300 + 100 * k, 'sell', 98, 1)
  const sent = [place(1_100, 1, 'buy 1 @ 99'), cancel(1_150, 1)]
  expect(told(drive(newVenue({ faults }), tape, sent).answers)).toEqual([
    '1 accepted',
    '1 filled 1@99 maker',
    '1 cancel-rejected unknown-order',
  ])
})

test('in an outage commands are refused, and what rests may fill', () => {
  const outage = { meanUsBetween: 1e-6, meanUsLasting: 1e9 }
  const faults = { ...noFaults, outage }
  const tape = market().trade(3_000, 'sell', 98, 1)
  const { answers } = drive(newVenue({ faults }), tape, [
    place(1_100, 1, 'buy 1 @ 99'),
    cancel(1_200, 1),
  ])
  // The first command is what the first outage is counted from.
  expect(told(answers)).toEqual(['1 accepted', '1 cancel-rejected halted', '1 filled 1@99 maker'])
})

test('one fault turned on changes none of what the others do', () => {
  const sent = Array.from({ length: 40 }, (_, k) => place(1_100 + k, k + 1, 'buy 1 @ 99'))
  const rejected = { ...noFaults, rejected: 0.5 }
  const late = { ...rejected, lateAnswer: 0.5, lateUsMax: 1_000 }
  const refused = (faults: typeof noFaults): readonly string[] =>
    told(drive(newVenue({ faults }), market(), sent).answers)
      .filter((each) => each.includes('halted'))
      .toSorted()
  expect(refused(rejected).length).toBeGreaterThan(10)
  expect(refused(late)).toEqual(refused(rejected))
})

test('a command that one limit refuses takes nothing of another', () => {
  const rateLimits = [
    fixedWindow({ windowUs: 1_000_000, most: 3, weights }),
    tokenBucket({ most: 1, perSecond: 10_000, weights }),
  ]
  const venue = newVenue({ rateLimits })
  const sent = [1, 2, 3].map((id) => place(1_100, id, 'buy 1 @ 90'))
  // The bucket has filled again; of the window only the first has taken.
  const later = [4, 5].map((id) => place(1_100 + (id - 3) * 1_000, id, 'buy 1 @ 90'))
  const { answers } = drive(venue, market(), [...sent, ...later])
  expect(told(answers)).toEqual([
    '1 accepted',
    '2 rejected rate-limit',
    '3 rejected rate-limit',
    '4 accepted',
    '5 accepted',
  ])
})
