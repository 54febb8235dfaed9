import { expect, test } from 'vitest'
import { faultNotes, lockedNote } from './fault-notes.ts'

const none = {
  trades: 10,
  classifiedTrades: 0,
  tickRuleTrades: 0,
  bookStates: 2_000,
  quotedStates: 0,
  crossedStates: 0,
  lockedStates: 0,
  oneSidedStates: 0,
}

test('a feed that is whole has no note, nor has one with a locked or one-sided state in a hundred', () => {
  const few = { ...none, lockedStates: 20, oneSidedStates: 20 }
  for (const faults of [none, few, { ...none, bookStates: 0 }]) {
    expect([...faultNotes(faults), ...lockedNote(faults, Float64Array.of(1))]).toEqual([])
  }
})

test('states that are left out or locked are told with their share', () => {
  const faults = { ...none, crossedStates: 1, lockedStates: 960, oneSidedStates: 21 }
  expect(faultNotes(faults)).toEqual([
    '1 of 2,000 states of the book (0.1 %) are crossed, bid above ask, and left out',
    '21 of 2,000 states of the book (1.1 %) miss a side: there is no mid, and no forecast',
  ])
  const quoted = faultNotes({ ...none, quotedStates: 2_000 })
  expect(quoted[0]).toMatch(/^2,000 of 2,000 states of the book \(100\.0 %\) are quotes alone/)
  expect(lockedNote(faults)[0]).toMatch(/^960 of 2,000 states of the book \(48\.0 %\) are locked/)
})

test('half a spread is told with locked states and without', () => {
  const faults = { ...none, lockedStates: 1_000 }
  const [note] = lockedNote(faults, Float64Array.of(0, 0.4, NaN, 0, 0.8))
  expect(note).toContain('half a spread of 0.150 bps, which is 0.300 without them')
})

test('guessed aggressors are told with how often such guesses are wrong, and where that was measured', () => {
  const [note] = faultNotes({ ...none, trades: 1_200, classifiedTrades: 1_100, tickRuleTrades: 4 })
  expect(note).toMatch(/^1,100 of 1,200 trades came without an aggressor .* 4 of them by the tick/)
  expect(note).toContain('12 instruments of Hyperliquid, Gate.io and Binance')
  expect(note).toContain(
    'wrong in 0.5 to 12.0 % of trades and the tick rule alone in 1.7 to 22.4 %',
  )
})
