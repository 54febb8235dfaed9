import { expect, test } from 'vitest'
import { defaultWalkForwardOptions } from '../research/pairs/walk-forward/options.ts'
import {
  defaultWalkForwardParameters,
  parseWalkForwardParameters,
  walkForwardEntries,
} from './walk-forward-parameters.ts'

const parse = (query: Readonly<Record<string, string>>) =>
  parseWalkForwardParameters((name) => query[name])

test('the defaults are those of the command line, but for logarithms', () => {
  const { nullRuns, ...parameters } = defaultWalkForwardParameters
  expect(nullRuns).toBe(0)
  expect({ ...defaultWalkForwardOptions, ...parameters }).toEqual({
    ...defaultWalkForwardOptions,
    log: true,
  })
})

test('what is written to an address reads back as the same parameters', () => {
  const query = { formation: '720', select: 'rank', stop: '9', log: 'false', 'null-runs': '99' }
  const parsed = parse(query)
  expect(parsed).toMatchObject({ value: { formationBars: 720, nullRuns: 99, log: false } })
  if (parsed.kind !== 'value') return
  expect(Object.fromEntries(walkForwardEntries(parsed.value))).toEqual(query)
})

test.each([
  [{ formation: '29' }, "formation: expected a whole number of at least 30, got '29'"],
  [{ 'null-runs': '1000' }, "null-runs: expected a whole number of at most 999, got '1000'"],
  [{ alpha: '1' }, "alpha: expected a number between 0 and 1, got '1'"],
  [{ fdr: 'bonferroni' }, "fdr: expected one of bh, by, none, got 'bonferroni'"],
  [{ entry: '5' }, 'stop 4 must lie beyond entry 5'],
])('a wrong parameter gets one line: %j', (query, message) => {
  expect(parse(query)).toMatchObject({ kind: 'invalid', message })
})
