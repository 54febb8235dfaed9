import type { Summary, SummaryCell } from '../summary/summary.ts'
import type { ModelConfidenceResult } from './model-confidence-set.ts'
import type { RealityCheckResult } from './reality-check.ts'
import type { StepMResult } from './step-m.ts'
import type { SuperiorAbilityResult } from './superior-predictive-ability.ts'

const levels = ['1%', '5%', '10%'] as const

function sampleFacts(result: {
  readonly models: number
  readonly observations: number
  readonly replications: number
}): Summary['facts'] {
  return [
    ['models', result.models],
    ['observations', result.observations],
    ['replications', result.replications],
  ]
}

/**
 * Hansen's test as a table for people: a row for each way to centre the bootstrap.
 *
 * @example
 * const random = new Random(1)
 * const losses = () => Float64Array.from({ length: 100 }, () => random.normal() ** 2)
 * const result = expectValue(superiorPredictiveAbility(losses(), [losses()], { replications: 50 }))
 * superiorPredictiveAbilitySummary(result).tables[0].rows.length // => 3
 */
export function superiorPredictiveAbilitySummary(result: SuperiorAbilityResult): Summary {
  return {
    title: 'Test of superior predictive ability (Hansen)',
    facts: [
      ['statistic', result.statistic],
      ['best model', result.bestModel],
      ...sampleFacts(result),
    ],
    tables: [
      {
        columns: ['', 'p', ...levels],
        rows: (['lower', 'consistent', 'upper'] as const).map((centre) => [
          centre,
          result.pValues[centre],
          ...levels.map((level) => result.criticalValues[level][centre]),
        ]),
      },
    ],
    notes: [`Null hypothesis: ${result.nullHypothesis}. Models are counted from 0.`],
    warnings: [],
  }
}

/**
 * White's reality check as a table for people.
 *
 * @example
 * const random = new Random(1)
 * const losses = () => Float64Array.from({ length: 100 }, () => random.normal() ** 2)
 * const result = expectValue(realityCheck(losses(), [losses()], { replications: 50 }))
 * realityCheckSummary(result).title // => 'Reality check (White)'
 */
export function realityCheckSummary(result: RealityCheckResult): Summary {
  return {
    title: 'Reality check (White)',
    facts: [
      ['statistic', result.statistic],
      ['p', result.pValue],
      ['best model', result.bestModel],
      ...sampleFacts(result),
    ],
    tables: [
      {
        columns: ['critical value', ...levels],
        rows: [['', ...levels.map((level) => result.criticalValues[level])]],
      },
    ],
    notes: [`Null hypothesis: ${result.nullHypothesis}. Models are counted from 0.`],
    warnings: [],
  }
}

/**
 * StepM as a table for people: each model, and whether it was found superior.
 *
 * @example
 * const random = new Random(1)
 * const losses = () => Float64Array.from({ length: 100 }, () => random.normal() ** 2)
 * const result = expectValue(stepM(losses(), [losses(), losses()], { replications: 50 }))
 * stepMSummary(result).tables[0].rows.length // => 2
 */
export function stepMSummary(result: StepMResult): Summary {
  return {
    title: 'StepM (Romano and Wolf)',
    facts: [
      ['alpha', result.alpha],
      ['superior', result.superior.length],
      ['steps', result.criticalValues.length],
      ...sampleFacts(result),
      ['last critical value', result.criticalValues.at(-1) ?? null],
    ],
    tables: [
      {
        columns: ['model', 'statistic', 'superior'],
        rows: result.statistics.map((statistic, k) => [
          String(k),
          statistic,
          result.superior.includes(k) ? 'yes' : 'no',
        ]),
      },
    ],
    notes: [`Null hypothesis ${result.nullHypothesis}.`],
    warnings: [],
  }
}

/**
 * The model confidence set as a table for people: worst model first, as they were taken away.
 *
 * @example
 * const random = new Random(1)
 * const losses = () => Float64Array.from({ length: 100 }, () => random.normal() ** 2)
 * const result = expectValue(modelConfidenceSet([losses(), losses()], { replications: 50 }))
 * modelConfidenceSetSummary(result).tables[0].rows.length // => 2
 */
export function modelConfidenceSetSummary(result: ModelConfidenceResult): Summary {
  const rows = result.eliminationOrder.map((k): SummaryCell[] => [
    String(k),
    result.meanLosses[k]!,
    result.pValues[k]!,
    result.included.includes(k) ? 'yes' : 'no',
  ])
  return {
    title: 'Model confidence set (Hansen, Lunde and Nason)',
    facts: [
      ['method', result.method],
      ['alpha', result.alpha],
      ['in the set', result.included.length],
      ...sampleFacts(result),
    ],
    tables: [{ columns: ['model', 'mean loss', 'p', 'in the set'], rows }],
    notes: [`Null hypothesis: ${result.nullHypothesis}. The worst model stands first.`],
    warnings: [],
  }
}
