import { expect, test } from 'vitest'
import { filledFor, twoLegs, type TwoLegs } from '../../../test/engine/two-legs.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { Instant } from '../../core/time.ts'
import { process } from '../../engine/process.ts'
import { setHalt } from '../../risk/risk-state.ts'
import { LegsBook } from './legs-book.ts'
import { LiveDesk } from './live-desk.ts'
import type { LiveSetup } from './live-setup.ts'

/** Two legs, and what is written down of them. */
function writtenLegs(): {
  readonly hedge: TwoLegs
  readonly written: JournalRecord[]
  readonly book: LegsBook
} {
  const hedge = twoLegs({ mendsMost: 0 })
  const { engine } = hedge
  const written: JournalRecord[] = []
  const journal = { append: (record: JournalRecord) => void written.push(record) }
  const setup = { venues: [], journal, clock: { now: () => engine.time } }
  return { hedge, written, book: new LegsBook(new LiveDesk(setup as unknown as LiveSetup, engine)) }
}

test('an order that risk let out later is written down with its legs: a kill does not undo them twice', () => {
  const { hedge, written, book } = writtenLegs()
  const { engine, begin, hear, placed } = hedge
  begin()
  const [bought, sold] = placed()
  hear(bought!, filledFor(10, 'b'))
  setHalt(engine.risk, 0, 'not-reconciled', true)
  hear(sold!, { kind: 'rejected', reason: 'insufficient-balance' })
  book.note()
  expect(written.at(-1)).toMatchObject({ progress: { phase: 'unwinding' }, orders: [null, null] })
  setHalt(engine.risk, 0, 'not-reconciled', false)
  process(engine, { kind: 'timer', time: engine.timers.nextAt() as Instant })
  book.note()
  const { clientOrderId } = placed()[0]!
  expect(written.at(-1)).toMatchObject({
    progress: { phase: 'unwinding' },
    orders: [{ clientOrderId, direction: 'unwind', lots: 10 }, null],
  })
})

test('an order that outlived its legs is not written down as one of others of their label', () => {
  const { hedge, written, book } = writtenLegs()
  const { engine, begin, hear, placed } = hedge
  begin()
  placed()
  book.note()
  for (const kind of ['kill', 'flatten', 'resume'] as const)
    process(engine, { kind, time: engine.time })
  begin()
  const [bought, sold] = placed()
  hear(bought!, filledFor(10, 'b'))
  setHalt(engine.risk, 0, 'not-reconciled', true)
  hear(sold!, { kind: 'rejected', reason: 'insufficient-balance' })
  book.note()
  expect(written.at(-1)).toMatchObject({ progress: { phase: 'unwinding' }, orders: [null, null] })
})
