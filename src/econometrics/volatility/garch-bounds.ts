import type { GarchSpec } from './garch-spec.ts'
import type { LinearBound } from './search/linear-bound.ts'

/**
 * What the parameters are searched between, the same as in arch 8.0.0 so that both answer the same question:
 *
 *   GARCH, GJR  1e-8 v <= omega <= 10 v, v the mean square; 0 <= alpha, beta <= 1; alpha_i + gamma_i >= 0, gamma_i <= 2
 *               (gamma_i >= 0 where there is no alpha_i); sum alpha + sum gamma / 2 + sum beta <= 1
 *   EGARCH      |omega - log v| <= log 1e4; 0 <= beta; sum beta <= 1
 *
 * The half stands for E[z^2 1(z < 0)] of a symmetric law; arch keeps it under the skewed t, and so does this. A shape
 * that is searched as its reciprocal is bounded there.
 */
export function garchBounds(spec: GarchSpec, meanSquare: number): LinearBound[] {
  const { at, p, o, q, size } = spec
  const found: LinearBound[] = []
  const add = (
    name: string,
    least: number,
    entries: readonly (readonly [number, number])[],
  ): void => {
    const weights = new Float64Array(size)
    for (const [place, weight] of entries) weights[place] = weight
    found.push({ name, least, weights })
  }
  const between = (place: number, lower: number, upper: number): void => {
    add(`${spec.names[place]} = ${lower}`, lower, [[place, 1]])
    if (upper < Infinity) add(`${spec.names[place]} = ${upper}`, -upper, [[place, -1]])
  }
  const isLog = spec.model === 'egarch'
  const [low, high] = isLog
    ? [Math.log(meanSquare) - Math.log(1e4), Math.log(meanSquare) + Math.log(1e4)]
    : [1e-8 * meanSquare, 10 * meanSquare]
  add('omega at its lower bound', low, [[at.omega, 1]])
  add('omega at its upper bound', -high, [[at.omega, -1]])
  if (!isLog) {
    for (let j = 0; j < p; j++) between(at.alpha + j, 0, 1)
    for (let j = 0; j < o; j++) {
      between(at.gamma + j, j < p ? -1 : 0, 2)
      if (j < p) {
        add(`alpha[${j + 1}] + gamma[${j + 1}] = 0`, 0, [
          [at.alpha + j, 1],
          [at.gamma + j, 1],
        ])
      }
    }
  }
  for (let j = 0; j < q; j++) between(at.beta + j, 0, isLog ? Infinity : 1)
  const persistence: (readonly [number, number])[] = []
  for (let place = isLog ? at.beta : at.alpha; place < at.shape; place++) {
    persistence.push([place, place >= at.gamma && place < at.beta ? -0.5 : -1])
  }
  if (persistence.length > 0) add('persistence = 1', -1, persistence)
  for (const [k, { name, lower, upper, isReciprocal }] of spec.law.shapes.entries()) {
    const place = at.shape + k
    add(`${name} = ${isReciprocal ? upper : lower}`, isReciprocal ? 1 / upper : lower, [[place, 1]])
    add(`${name} = ${isReciprocal ? lower : upper}`, isReciprocal ? -1 / lower : -upper, [
      [place, -1],
    ])
  }
  return found
}
