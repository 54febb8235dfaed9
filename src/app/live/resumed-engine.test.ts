import { expect, test } from 'vitest'
import { fakeInstrument } from '../../../test/live/socket-venue.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Strategy } from '../../core/strategy/strategy.ts'
import type { Instant } from '../../core/time.ts'
import { process } from '../../engine/process.ts'
import { applyRecord, newJournalState } from '../../execution/journal-state.ts'
import type { LiveSetup } from './live-setup.ts'
import { resumedEngine } from './resumed-engine.ts'

const time = 1 as Instant
const pricing = { kind: 'limit', priceTicks: 1 as PriceTicks, isPostOnly: true } as const
const quoting: Strategy = {
  name: 'quoting',
  begin: () => 0,
  decide: (_, { kind }) => {
    const order = { instrument: 0, side: 'sell', lots: 1 as Lots, pricing } as const
    return kind === 'begun' ? [{ kind: 'place', order }] : []
  },
}

test.each([
  [true, []],
  [false, ['place']],
])(
  'the next run of one whose switch was thrown, flattening: %s, sends %j where its strategy would quote its way out',
  (flatten, sent) => {
    const state = newJournalState()
    const instruments = [fakeInstrument('binance')]
    applyRecord(state, { time, kind: 'run', journalId: 'a', mode: 'live', instruments })
    applyRecord(state, { time, kind: 'kill', reason: 'test', flatten })
    state.positions[0]!.lots = 4 as Lots
    const engine = resumedEngine({
      instruments,
      strategies: [quoting],
      reporting: { currency: 'USDT', rates: new Map() },
      capital: 1_000,
      limits: {},
      seed: 1,
      answerWithin: 1e6,
      watchEvery: 1e6,
      journal: { state },
      clock: { now: () => time },
    } as unknown as LiveSetup)
    process(engine, { kind: 'begin', time })
    expect(engine.outbox.map(({ kind }) => kind)).toEqual(sent)
  },
)
