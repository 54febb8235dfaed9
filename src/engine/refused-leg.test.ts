import { expect, test } from 'vitest'
import { filledFor, twoLegs, type TwoLegs } from '../../test/engine/two-legs.ts'
import type { Instant } from '../core/time.ts'
import { setHalt } from '../risk/risk-state.ts'
import { process } from './process.ts'

/** Ten lots were bought at one venue; the other has refused to sell, and risk lets nothing be undone. */
function halfHedged(): TwoLegs {
  const hedge = twoLegs({ mendsMost: 0 })
  const { engine, begin, hear, placed } = hedge
  begin()
  const [bought, sold] = placed()
  hear(bought!, filledFor(10, 'b'))
  setHalt(engine.risk, 0, 'not-reconciled', true)
  hear(sold!, { kind: 'rejected', reason: 'insufficient-balance' })
  return hedge
}

/** Lets the engine's timers come, up to an instant. */
function passTo({ engine }: TwoLegs, seconds: number): void {
  while (engine.timers.nextAt() <= seconds * 1e6)
    process(engine, { kind: 'timer', time: engine.timers.nextAt() as Instant })
}

test('what risk does not let be undone now is undone when it does', () => {
  const hedge = halfHedged()
  const { engine, told, placed } = hedge
  expect([placed(), told]).toEqual([[], []])
  passTo(hedge, 20)
  expect([placed(), told]).toEqual([[], []])
  setHalt(engine.risk, 0, 'not-reconciled', false)
  passTo(hedge, 30)
  expect(placed()).toMatchObject([{ instrument: 0, side: 'sell', lots: 10 }])
  expect(told).toEqual([])
})

test('legs that risk never lets be undone are stuck after five times forty seconds, not at one instant', () => {
  const hedge = halfHedged()
  const { told, placed } = hedge
  // Ten proposals, each wait twice the one before, up to eight seconds: 39.75 s.
  passTo(hedge, 5 * 39.75 - 0.5)
  expect(told).toEqual([])
  passTo(hedge, 5 * 39.75 + 0.5)
  expect(placed()).toEqual([])
  expect(told).toMatchObject([{ kind: 'legs', outcome: 'stuck', units: 0 }])
})

/** Ten lots were bought at one venue and not sold at the other: undoing them is on its way. */
function undoing(): TwoLegs {
  const hedge = twoLegs({ mendsMost: 0 })
  const { begin, hear, placed } = hedge
  begin()
  const [bought, sold] = placed()
  hear(bought!, filledFor(10, 'b'))
  hear(sold!, { kind: 'rejected', reason: 'insufficient-balance' })
  return hedge
}

test('what a venue does not take is proposed again after a while, as what risk refuses', () => {
  const hedge = undoing()
  const { told, placed, hear } = hedge
  for (const seconds of [0.3, 0.8, 1.8]) {
    const [out] = placed()
    expect(out).toMatchObject({ instrument: 0, side: 'sell', lots: 10 })
    hear(out!, { kind: 'rejected', reason: 'rate-limit' })
    expect([placed(), told]).toEqual([[], []])
    passTo(hedge, seconds)
  }
  hear(placed()[0]!, filledFor(10, 's'))
  expect(told).toMatchObject([{ kind: 'legs', outcome: 'stopped', units: 0 }])
})

test('legs of which a lot is undone by every try are never stuck', () => {
  const { told, placed, hear } = undoing()
  for (let lots = 10; lots > 0; lots--) {
    const [out] = placed()
    expect(out).toMatchObject({ side: 'sell', lots })
    const filled = { ...filledFor(1, `s${lots}`), leavesLots: lots - 1 }
    hear(out!, filled)
    if (lots > 1) hear(out!, { kind: 'cancelled', reason: 'not-filled-at-once', filledLots: 1 })
  }
  expect(told).toMatchObject([{ kind: 'legs', outcome: 'stopped', units: 0 }])
})

test('legs whose position is closed by the switch undo nothing when it is taken back', () => {
  const hedge = halfHedged()
  const { engine, told, placed, hear } = hedge
  process(engine, { kind: 'kill', time: engine.time })
  setHalt(engine.risk, 0, 'not-reconciled', false)
  process(engine, { kind: 'flatten', time: engine.time })
  const [closing] = placed()
  expect(closing).toMatchObject({ instrument: 0, side: 'sell', lots: 10 })
  hear(closing!, filledFor(10, 'c'))
  process(engine, { kind: 'resume', time: engine.time })
  passTo(hedge, 300)
  expect(placed()).toEqual([])
  expect(told).toMatchObject([{ kind: 'legs', outcome: 'stopped', units: 0 }])
})
