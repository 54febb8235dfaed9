import { expect, test } from 'vitest'
import { noIntents } from '../../core/strategy/intent.ts'
import { numberSetting } from '../../core/strategy/settings.ts'
import type { Strategy, StrategyFactory } from '../../core/strategy/strategy.ts'
import { builtStrategies } from './built-strategies.ts'

const idle: Strategy = { name: 'idle', begin: () => 0, decide: () => noIntents }
const reader: StrategyFactory = (setup) => {
  numberSetting(setup, 'notional')
  numberSetting(setup, 'halfSpreadBps', 2)
  return idle
}

const broken: StrategyFactory = () => {
  throw new TypeError('no lots of undefined')
}

test('a setting that is read is no mistake, whether it was there or not', () => {
  expect(
    builtStrategies([{ factory: reader, settings: { notional: 1 } }], { instruments: [] })[0]!,
  ).toBe(idle)
  const all: StrategyFactory = ({ settings }) => ({
    ...idle,
    name: JSON.stringify({ ...settings }),
  })
  expect(
    builtStrategies([{ factory: all, settings: { anything: 1 } }], { instruments: [] })[0]!.name,
  ).toBe('{"anything":1}')
})

test('one that nobody reads is, and the settings most like it are named', () => {
  const settings = { notional: 1, halfSpreedBps: 3 }
  expect(() => builtStrategies([{ factory: reader, settings }], { instruments: [] })).toThrow(
    'strategy: no setting halfSpreedBps is read by idle; nearest are halfSpreadBps and notional',
  )
  expect(() =>
    builtStrategies([{ factory: () => idle, settings: { x: 1 } }], { instruments: [] }),
  ).toThrow('no setting x is read by idle; it reads none')
})

test('what is no strategy is said to be none', () => {
  const factory = (() => ({ name: 'x' })) as unknown as StrategyFactory
  expect(() => builtStrategies([{ factory, settings: {} }], { instruments: [] })).toThrow(
    'gave no { name, begin',
  )
})

test('what it throws while it is made is its own fault, and what it asks for in vain is told as it was', () => {
  expect(() => builtStrategies([{ factory: broken, settings: {} }], { instruments: [] })).toThrow(
    'strategy: it threw while it was made: TypeError: no lots of undefined',
  )
  expect(() => builtStrategies([{ factory: reader, settings: {} }], { instruments: [] })).toThrow(
    /^strategy\.notional: expected a number$/,
  )
})

test('what is offered is there for whoever looks, and no mistake where nobody does', () => {
  const placed = {
    factory: reader,
    settings: { notional: 1 },
    offered: { notional: 2, first: 'x' },
  }
  expect(builtStrategies([placed], { instruments: [] })[0]!).toBe(idle)
  const told: StrategyFactory = (setup) => ({
    ...idle,
    name: String(numberSetting(setup, 'notional')),
  })
  expect(builtStrategies([{ ...placed, factory: told }], { instruments: [] })[0]!.name).toBe('1')
  const bare = { ...placed, factory: told, settings: {} }
  expect(builtStrategies([bare], { instruments: [] })[0]!.name).toBe('2')
})
