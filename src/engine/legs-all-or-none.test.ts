import { expect, test } from 'vitest'
import type { Instrument } from '../core/instrument.ts'
import type { Lots } from '../core/price.ts'
import { noIntents } from '../core/strategy/intent.ts'
import type { Strategy, StrategyEvent } from '../core/strategy/strategy.ts'
import type { Duration, Instant } from '../core/time.ts'
import { setHalt } from '../risk/risk-state.ts'
import { newEngine } from './new-engine.ts'
import { process } from './process.ts'

const instrument = (venue: string): Instrument => ({
  name: 'BTC-USDT',
  venue,
  base: 'BTC',
  quote: 'USDT',
  class: 'spot',
  tickSize: { units: 1, decimals: 1 },
  lotSize: { units: 1, decimals: 3 },
})

test.each([0, 1])(
  'legs of which risk refuses leg %i are not begun, and it is told once',
  (halted) => {
    const heard: StrategyEvent[] = []
    const strategy: Strategy<null> = {
      name: 'two legs',
      begin: () => null,
      decide(_, event) {
        heard.push(event)
        if (event.kind !== 'begun') return noIntents
        const legs = [0, 1].map((index) => ({
          instrument: index,
          side: index === 0 ? ('buy' as const) : ('sell' as const),
          lotsPerUnit: 10 as Lots,
        }))
        return [{ kind: 'enter-legs', wish: { label: 1, legs, units: 1, unitsAtOnce: 1 } }]
      },
    }
    const engine = newEngine({
      instruments: [instrument('binance'), instrument('okx')],
      strategies: [strategy],
      reporting: { currency: 'USDT', rates: new Map() },
      capital: 1_000,
      limits: {},
      seed: 1,
      answerWithin: 5_000_000 as Duration,
      watchEvery: 1_000_000 as Duration,
    })
    setHalt(engine.risk, halted, 'stale', true)
    process(engine, { kind: 'begin', time: 1 as Instant })
    expect(engine.outbox).toEqual([])
    expect(heard.at(-1)).toMatchObject({ kind: 'legs', label: 1, outcome: 'stopped', units: 0 })
    const { refusals, refusalsBy, legs } = engine.runners[0]!
    expect([refusals, [...refusalsBy.keys()], legs.size]).toEqual([1, ['halted'], 0])
  },
)
