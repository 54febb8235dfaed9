import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultBacktestOptions } from '../research/pairs/backtest-options.ts'
import {
  defaultPairParameters,
  hedgeMethods,
  pairParameterEntries,
  parsePairParameters,
  zScoreModes,
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
        trainBars: fc.integer({ min: 30, max: 100_000 }),
        testBars: fc.integer({ min: 1, max: 100_000 }),
        hedge: fc.constantFrom(...hedgeMethods),
        zScore: fc.constantFrom(...zScoreModes),
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
  [{ entry: 'two' }, "entry: expected a number from 0.1 to 20, got 'two'"],
  [{ entry: 'NaN' }, "entry: expected a number from 0.1 to 20, got 'NaN'"],
  [{ entry: '1e9' }, "entry: expected a number from 0.1 to 20, got '1e9'"],
  [{ entry: '' }, "entry: expected a number from 0.1 to 20, got ''"],
  [{ train: '29' }, "train: expected a whole number from 30 to 100000, got '29'"],
  [{ test: '1.5' }, "test: expected a whole number from 1 to 100000, got '1.5'"],
  [{ hedge: 'magic' }, "hedge: expected one of ols, tls, johansen, kalman, got 'magic'"],
  [{ z: 'none' }, "z: expected one of training, trailing, got 'none'"],
  [{ log: '1' }, "log: expected true or false, got '1'"],
  [{ exit: '2' }, "exit: expected less than entry (2), got '2'"],
  [{ stop: '2' }, "stop: expected more than entry (2), got '2'"],
  [
    { entry: 'x'.repeat(500) },
    `entry: expected a number from 0.1 to 20, got '${'x'.repeat(40)}...'`,
  ],
])('a wrong parameter gets one line that says what was expected: %j', (query, message) => {
  expect(parse(query)).toMatchObject({ kind: 'invalid', message })
})
