import type { Random } from '../../math/random.ts'

/** The law of the weights of a wild bootstrap; each has mean 0 and variance 1. */
export type WildLaw = 'rademacher' | 'mammen' | 'normal'

const root5 = Math.sqrt(5)
const mammenLow = (1 - root5) / 2
const mammenHigh = (1 + root5) / 2
const mammenLowProbability = (root5 + 1) / (2 * root5)

/**
 * Draws one wild-bootstrap weight a row into `target`.
 *
 *   rademacher: -1 or 1, equally likely; third moment 0, fourth 1
 *   mammen:     (1 - sqrt 5) / 2 with probability (sqrt 5 + 1) / (2 sqrt 5), else (1 + sqrt 5) / 2; third moment 1
 *   normal:     standard normal
 *
 * The weight of a row multiplies that row of every column: x*_{k,t} = w_t x_{k,t}. So the size of each row, hence the
 * path of volatility, and what the columns have in common in it are kept; what rows have to do with each other is
 * gone. Rademacher weights keep the size exactly and are right for symmetric data; Mammen's keep the skewness.
 *
 * Edges: an empty target draws nothing. Cost: one draw a row, nothing allocated. Sources: C. F. J. Wu (1986), Annals
 * of Statistics 14, 1261-1295; E. Mammen (1993), Annals of Statistics 21, 255-285; R. Davidson, E. Flachaire (2008),
 * Journal of Econometrics 146, 162-169 (for Rademacher's). Checked against the moments above.
 *
 * @example
 * const weights = new Float64Array(4)
 * drawWildWeights(weights, 'rademacher', new Random(1))
 * weights.every((weight) => Math.abs(weight) === 1) // => true
 */
export function drawWildWeights(target: Float64Array, law: WildLaw, random: Random): void {
  switch (law) {
    case 'rademacher':
      drawSigns(target, random)
      return
    case 'mammen':
      for (let t = 0; t < target.length; t++) {
        target[t] = random.uniform() < mammenLowProbability ? mammenLow : mammenHigh
      }
      return
    case 'normal':
      for (let t = 0; t < target.length; t++) target[t] = random.normal()
  }
}

/** 32 signs from every 32 random bits: this runs once a row and universe. */
function drawSigns(target: Float64Array, random: Random): void {
  let bits = 0
  for (let t = 0; t < target.length; t++) {
    bits = t % 32 === 0 ? random.bits() : bits >>> 1
    target[t] = 1 - 2 * (bits & 1)
  }
}
