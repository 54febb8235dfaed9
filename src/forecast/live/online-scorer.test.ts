import { expect, test } from 'vitest'
import { Random } from '../../math/random.ts'
import type { ForecastModel } from '../model/forecast-model.ts'
import { onlineScorer, type OnlineScorer } from './online-scorer.ts'

const trained = 4_000

/** A model of one feature whose mean is 3 and whose scale is 2, without a weight of its own. */
function scorerOf(kind: 'linear' | 'logistic', baseRate = 0.5): OnlineScorer {
  const standardisation = { means: [3], scales: [2] }
  const model = { standardisation, plane: { weights: [0], intercept: 0 } }
  const told = { learnt: { kind, model }, training: { rows: trained, baseRate } }
  return onlineScorer(told as unknown as ForecastModel)!
}

/** The weight after as many rows as in training, of the feature in training's scale. */
function weightAfter(
  scorer: OnlineScorer,
  returnOf: (z: number, random: Random) => number,
): number {
  const random = new Random(3)
  for (let k = 0; k < trained; k++) {
    const z = random.normal()
    scorer.learn(Float64Array.of(3 + 2 * z), returnOf(z, random))
  }
  const { model } = scorer.learnt() as { model: { plane: { weights: readonly number[] } } }
  return model.plane.weights[0]!
}

test('after as many rows again training is half of what is known: of returns', () => {
  // Returns of 2 bps a deviation, where training found none; the deviation of the mean weight is 0.016.
  const weight = weightAfter(scorerOf('linear'), (z, random) => 2 * z + random.normal())
  expect(Math.abs(weight - 1)).toBeLessThan(0.05)
})

/** Small, so that a row tells as much as one of training. */
const isUp = (z: number, random: Random): number =>
  random.uniform() < 1 / (1 + Math.exp(-0.4 * z)) ? 1 : -1

test('after as many rows again training is half of what is known: of up or not', () => {
  // Half of 0.4, with a deviation of 0.016.
  expect(Math.abs(weightAfter(scorerOf('logistic'), isUp) - 0.2)).toBeLessThan(0.05)
  // A base rate of a tenth says less of each row of training: 0.09 of 0.25.
  const rarely = weightAfter(scorerOf('logistic', 0.1), isUp)
  expect(Math.abs(rarely - (0.4 * 0.25) / (0.25 + 0.09))).toBeLessThan(0.05)
})

test('a price that has not moved is not up, and trees do not learn row by row', () => {
  const scorer = scorerOf('logistic')
  for (let k = 0; k < 100; k++) scorer.learn(Float64Array.of(3), 0)
  expect(scorer.score(Float64Array.of(3))).toBeLessThan(0)
  const learnt = { kind: 'boosted', model: { base: 0, trees: [] } }
  expect(onlineScorer({ learnt } as unknown as ForecastModel)).toBeUndefined()
})
