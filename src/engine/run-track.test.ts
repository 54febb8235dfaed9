import { expect, test } from 'vitest'
import { madeUpInstrument } from '../../test/engine/random-tape.ts'
import type { Duration, Instant } from '../core/time.ts'
import { newEngine } from './new-engine.ts'
import { runPath } from './run-path.ts'

const engine = newEngine({
  instruments: [madeUpInstrument('one', 'BTC-USDT')],
  strategies: [],
  reporting: { currency: 'USDT', rates: new Map() },
  capital: 1_000,
  limits: {},
  seed: 1,
  answerWithin: 1e6 as Duration,
  watchEvery: 1e6 as Duration,
})

test('a run of any length is kept evenly and within bounds, from its first instant to its last', () => {
  const looks = 25_000
  for (let at = 0; at < looks; at++) {
    engine.time = (at * 1e6) as Instant
    engine.track.look(engine, at)
    const fill = { time: at * 1e6, instrument: 0, quantity: 1, price: 100 }
    engine.track.filled({ ...fill, isMaker: true, strategy: 0 })
  }
  engine.track.end(engine, looks)
  engine.track.end(engine, looks + 1)
  const { times, equity, fills, fillsEvery } = runPath(engine)
  expect(times.length).toBeGreaterThan(1_000)
  expect(times.length).toBeLessThanOrEqual(2_000)
  const pauses = new Set(times.slice(1, -1).map((time, at) => time - times[at]!))
  expect(pauses).toEqual(new Set([16_000]))
  expect([times[0], times.at(-1)]).toEqual([0, (looks - 1) * 1_000])
  // The last look is seen once, as it was last.
  expect([equity.length, equity.at(-1)]).toEqual([times.length, looks + 1])
  expect(fillsEvery).toBe(8)
  expect(fills.length).toBe(Math.ceil(looks / 8))
})
