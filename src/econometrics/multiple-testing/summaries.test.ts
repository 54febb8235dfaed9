import { expect, test } from 'vitest'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { renderSummary } from '../summary/render-summary.ts'
import type { Summary } from '../summary/summary.ts'
import {
  modelConfidenceSetSummary,
  realityCheckSummary,
  stepMSummary,
  superiorPredictiveAbilitySummary,
} from './model-comparison-summary.ts'
import { modelConfidenceSet } from './model-confidence-set.ts'
import { realityCheck } from './reality-check.ts'
import { romanoWolfSummary } from './romano-wolf-summary.ts'
import { romanoWolf } from './romano-wolf.ts'
import { stepM } from './step-m.ts'
import { superiorPredictiveAbility } from './superior-predictive-ability.ts'

const random = new Random(31)
const [benchmark, ...models] = [0.8, 0.3, 0.9, 1.5].map((mean) =>
  Float64Array.from({ length: 90 }, () => (mean + random.normal()) ** 2),
) as [Float64Array, ...Float64Array[]]
const options = { replications: 150, seed: 2 } as const

/** The line that begins with a name, in the pieces between blanks. */
function lineOf(summary: Summary, name: string): string[] {
  const lines = renderSummary(summary).split('\n')
  return lines.find((line) => line.startsWith(name))!.split(/\s{2,}/)
}

test('SPA: a row for each centre, p-value first', () => {
  const result = expectValue(superiorPredictiveAbility(benchmark, models, options))
  const summary = superiorPredictiveAbilitySummary(result)
  for (const centre of ['lower', 'consistent', 'upper'] as const) {
    const [, p, first] = lineOf(summary, centre)
    expect(Number(p)).toBeCloseTo(result.pValues[centre], 4)
    expect(Number(first)).toBeCloseTo(result.criticalValues['1%'][centre], 4)
  }
})

test('reality check: statistic and p-value', () => {
  const result = expectValue(realityCheck(benchmark, models, options))
  const text = renderSummary(realityCheckSummary(result))
  expect(text).toContain(String(Number(result.statistic.toPrecision(6))))
  expect(text).toContain(String(Number(result.criticalValues['5%'].toPrecision(6))))
  expect(text).toContain(result.nullHypothesis)
})

test('StepM: each model and whether it is superior', () => {
  const result = expectValue(stepM(benchmark, models, options))
  const summary = stepMSummary(result)
  for (const [k, statistic] of result.statistics.entries()) {
    const [, value, superior] = lineOf(summary, `${k} `)
    expect(Number(value)).toBeCloseTo(statistic, 4)
    expect(superior).toBe(result.superior.includes(k) ? 'yes' : 'no')
  }
})

test('model confidence set: worst first, p-value and mean loss of each', () => {
  const result = expectValue(modelConfidenceSet([benchmark, ...models], options))
  const summary = modelConfidenceSetSummary(result)
  expect(summary.tables[0]!.rows.map(([name]) => Number(name))).toEqual(result.eliminationOrder)
  for (const k of result.eliminationOrder) {
    const [, loss, p, kept] = lineOf(summary, `${k} `)
    expect(Number(loss)).toBeCloseTo(result.meanLosses[k]!, 4)
    expect(Number(p)).toBeCloseTo(result.pValues[k]!, 4)
    expect(kept).toBe(result.included.includes(k) ? 'yes' : 'no')
  }
})

const draw = (): Float64Array => Float64Array.from({ length: 30 }, () => random.normal())

test('Romano-Wolf: the most significant first, and how many are not shown', () => {
  const statistics = draw()
  statistics[7] = 9
  const result = romanoWolf(
    statistics,
    Array.from({ length: 99 }, () => draw()),
  )
  const text = renderSummary(romanoWolfSummary(result))
  expect(text).toContain('10 more tests are not shown')
  expect(romanoWolfSummary(result).tables[0]!.rows[0]).toEqual(['7', 0.01, 0.01])
  expect(lineOf(romanoWolfSummary(result, ['zero']), '7')).toEqual(['7', '0.0100', '0.0100'])
})
