import { expect, test } from 'vitest'
import { noIntents } from '../../core/strategy/intent.ts'
import { numberSetting } from '../../core/strategy/settings.ts'
import type { Strategy, StrategyFactory } from '../../core/strategy/strategy.ts'
import { builtStrategy } from './built-strategy.ts'

const idle: Strategy = { name: 'idle', begin: () => 0, decide: () => noIntents }
const reader: StrategyFactory = (setup) => {
  numberSetting(setup, 'notional')
  numberSetting(setup, 'halfSpreadBps', 2)
  return idle
}

test('a setting that is read is no mistake, whether it was there or not', () => {
  expect(builtStrategy({ factory: reader, settings: { notional: 1 } }, [])).toBe(idle)
  const all: StrategyFactory = ({ settings }) => ({
    ...idle,
    name: JSON.stringify({ ...settings }),
  })
  expect(builtStrategy({ factory: all, settings: { anything: 1 } }, []).name).toBe('{"anything":1}')
})

test('one that nobody reads is, and the settings most like it are named', () => {
  const settings = { notional: 1, halfSpreedBps: 3 }
  expect(() => builtStrategy({ factory: reader, settings }, [])).toThrow(
    'strategy: no setting halfSpreedBps is read by it; nearest are halfSpreadBps and notional',
  )
  expect(() => builtStrategy({ factory: () => idle, settings: { x: 1 } }, [])).toThrow(
    'no setting x is read by it; it reads none',
  )
})

test('what is no strategy is said to be none', () => {
  const factory = (() => ({ name: 'x' })) as unknown as StrategyFactory
  expect(() => builtStrategy({ factory, settings: {} }, [])).toThrow('gave no { name, begin')
})
