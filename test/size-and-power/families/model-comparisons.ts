import { modelConfidenceSet } from '../../../src/econometrics/multiple-testing/model-confidence-set.ts'
import { realityCheck } from '../../../src/econometrics/multiple-testing/reality-check.ts'
import { stepM } from '../../../src/econometrics/multiple-testing/step-m.ts'
import { superiorPredictiveAbility } from '../../../src/econometrics/multiple-testing/superior-predictive-ability.ts'
import { byLevel, byPValue, levels, pValueOf } from '../scores.ts'
import type { StudiedFamily, StudiedTest } from '../studied-test.ts'
import { increments, raised } from '../worlds.ts'

const isLong = process.env['ISOBAR_RUNS'] !== undefined
/** 0.1 % wants 999 of them. */
const replications = isLong ? 999 : 99

const rows = 150

/** Four strategies' losses, against one that neither earns nor loses. */
const strategies: Omit<StudiedTest, 'name' | 'rejects'> = {
  rows,
  null: increments(4),
  alternative: raised(increments(4), [0], -0.3),
  against: 'one earns 0.3 of its deviation a row',
  powerRunsMax: 300,
  oversized: {
    at5Most: 0.12,
    why: 'blocks of 12 rows in 150: few, so that the bootstrap knows too little of the tail',
  },
}

const none = new Float64Array(rows)

/** Loose to tight, as far as so many replications can tell. */
const known = levels.filter((level) => level * (replications + 1) >= 1 - 1e-9)

export const modelComparisons: StudiedFamily = {
  name: 'model comparisons',
  tests: [
    {
      ...strategies,
      name: 'reality check, 4 models',
      rejects: byPValue((losses, seed) =>
        pValueOf(realityCheck(none, losses, { replications, seed })),
      ),
    },
    {
      ...strategies,
      name: 'superior predictive ability, 4 models, consistent',
      rejects: byPValue((losses, seed) => {
        const result = superiorPredictiveAbility(none, losses, { replications, seed })
        return result.kind === 'value' ? result.value.pValues.consistent : Number.NaN
      }),
    },
    {
      ...strategies,
      name: 'StepM, 4 models of which 2 earn: any of the rest',
      null: raised(increments(4), [0, 1], -0.3),
      alternative: raised(increments(4), [0, 1, 2], -0.3),
      against: 'a third earns as much',
      rejects: byLevel(known, (losses, alpha, seed) => {
        const result = stepM(none, losses, { replications, seed, alpha })
        return result.kind === 'value' && result.value.superior.some((model) => model > 1)
      }),
    },
    ...(['range', 'max'] as const).map((method) => ({
      ...strategies,
      name: `model confidence set, 4 models, ${method}: any of 2 best left out`,
      null: raised(increments(4), [2, 3], 0.3),
      alternative: raised(increments(4), [1, 2, 3], 0.5),
      against: 'only one of the two is best, by half a deviation',
      rejects: byPValue((losses, seed) => {
        const result = modelConfidenceSet(losses, { method, replications, seed })
        if (result.kind === 'unavailable') return Number.NaN
        return Math.min(...result.value.pValues.slice(0, 2))
      }),
    })),
  ],
}
