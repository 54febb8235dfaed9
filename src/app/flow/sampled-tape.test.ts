import { expect, test } from 'vitest'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { corePlan } from '../../microstructure/features/feature-plan.ts'
import { FeatureSet } from '../../microstructure/features/feature-set.ts'
import { SampledTape } from './sampled-tape.ts'

const second = 1e6
const day = 86_400 * second
const start = 1_700_000_000 * second
const target = { index: 0, tickSize: 1, lotSize: 1 }

/** A book at each of the given instants, seconds from the start. */
function booksAt(instants: readonly number[]): EventColumns {
  const rows = new EventColumns()
  for (const [k, seconds] of instants.entries()) {
    rows.begin(0, (start + seconds * second) as Instant, NaN, NaN)
    rows.addClear()
    rows.addLevel(0, 99 - k, 5)
    rows.addLevel(1, 101 + k, 5)
    rows.end()
  }
  return rows
}

function tapeOf(listener: { readonly silent?: (time: number) => void }): {
  readonly tape: SampledTape
  readonly sampled: number[]
} {
  const sampled: number[] = []
  const features = new FeatureSet({ ...corePlan(10), levels: 1 }, { target })
  const clock = { kind: 'time', every: 10 * second } as const
  const sample = (time: number): void => void sampled.push((time - start) / second)
  return { tape: new SampledTape(features, target, clock, { sample, ...listener }), sampled }
}

const gap = (65 * day) / second
/** Up to an hour after the book was last heard of. */
const before = Array.from({ length: 362 }, (_, k) => 10 * k)

test('a hole in a recording is not looked into for longer than an hour', () => {
  const { tape, sampled } = tapeOf({})
  tape.apply(booksAt([0, 12, 12 + gap, 30 + gap]))
  tape.finish()
  expect(sampled).toEqual([...before, 20 + gap, 30 + gap])
})

test('live, each instant of a long silence is told, and the same are sampled', () => {
  let silent = 0
  const { tape, sampled } = tapeOf({ silent: () => silent++ })
  const rows = booksAt([0, 12, 12 + 7200])
  const tell = (from: number, to: number): void => {
    const part = new EventColumns()
    for (let row = from; row < to; row++) part.addRow(rows, row)
    tape.apply(part)
  }
  tell(0, 6)
  for (let seconds = 13; seconds < 7200; seconds++) tape.advance(start + seconds * second)
  tell(6, 9)
  tape.advance(start + 7225 * second)
  expect(sampled).toEqual([...before, 7220])
  // Those of 3,620 to 7,210.
  expect(silent).toBe(360)
})
