import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultBacktestOptions } from '../research/pairs/backtest-options.ts'
import {
  defaultPairParameters,
  pairParameterEntries,
  parsePairParameters,
} from './pair-parameters.ts'

const parse = (query: Readonly<Record<string, string>>) =>
  parsePairParameters((name) => query[name])

test('an address without parameters asks for the defaults', () => {
  expect(parse({})).toEqual({ kind: 'value', value: defaultPairParameters })
})

test('the defaults are those of the command line, but for logarithms', () => {
  expect({ ...defaultBacktestOptions, ...defaultPairParameters }).toEqual({
    ...defaultBacktestOptions,
    log: true,
  })
})

test('what is written to an address reads back as the same parameters', () => {
  fc.assert(
    fc.property(
      fc.record({
        log: fc.boolean(),
        breakMonitor: fc.boolean(),
        trainBars: fc.integer({ min: 30, max: 100_000 }),
        testBars: fc.integer({ min: 1, max: 100_000 }),
        hedge: fc.constantFrom('ols', 'tls', 'johansen', 'kalman'),
        zScore: fc.constantFrom('training', 'trailing'),
        exit: fc.integer({ min: 0, max: 99 }).map((n) => n / 100),
        entry: fc.integer({ min: 100, max: 300 }).map((n) => n / 100),
        stop: fc.integer({ min: 301, max: 900 }).map((n) => n / 100),
        feeBps: fc.integer({ min: -20, max: 200 }).map((n) => n / 2),
        slippageBps: fc.integer({ min: 0, max: 200 }).map((n) => n / 2),
      }),
      (value) => {
        const query = Object.fromEntries(pairParameterEntries(value))
        expect(parse(query)).toEqual({ kind: 'value', value })
      },
    ),
  )
})

test.each([
  [{ entry: 'two' }, "entry: expected a number, got 'two'"],
  [{ entry: 'NaN' }, "entry: expected a number, got 'NaN'"],
  [{ entry: '0' }, "entry: expected a number above 0, got '0'"],
  [{ entry: '' }, "entry: expected a number, got ''"],
  [{ 'slippage-bps': '-1' }, "slippage-bps: expected 0 or more, got '-1'"],
  [{ train: '9' }, "train: expected a whole number of at least 10, got '9'"],
  [{ test: '1.5' }, "test: expected a whole number of at least 1, got '1.5'"],
  [{ hedge: 'magic' }, "hedge: expected one of ols, tls, johansen, kalman, got 'magic'"],
  [{ z: 'none' }, "z: expected one of training, trailing, got 'none'"],
  [{ log: '1' }, "log: expected true or false, got '1'"],
  [{ exit: '2' }, 'exit 2 must lie below entry 2'],
  [{ stop: '2' }, 'stop 2 must lie beyond entry 2'],
  [{ 'slippage-bps': '10000' }, 'slippage-bps 10000 leaves no price: it must be below 10000'],
  [{ entry: 'x'.repeat(500) }, `entry: expected a number, got '${'x'.repeat(40)}...'`],
])('a wrong parameter gets one line that says what was expected: %j', (query, message) => {
  expect(parse(query)).toMatchObject({ kind: 'invalid', message })
})
