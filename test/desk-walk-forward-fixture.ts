import { expectValue } from '../src/math/outcome.ts'
import { compareWithNull } from '../src/research/pairs/null-comparison.ts'
import { figuresOf, withNull } from '../src/research/pairs/walk-forward/null-runs.ts'
import { defaultWalkForwardOptions } from '../src/research/pairs/walk-forward/options.ts'
import { walkForward } from '../src/research/pairs/walk-forward/walk-forward.ts'
import type { WalkForwardResult } from '../src/research/pairs/walk-forward-result.ts'
import { randomUniverse } from './random-universe.ts'

/** A walk-forward for tests of the desk: the real program on a random universe, beside figures that were made up. */
export function walkForwardFixture(seed: number): WalkForwardResult {
  const { universe } = randomUniverse(seed, 420)
  const program = walkForward(
    { universe, funding: new Map() },
    {
      ...defaultWalkForwardOptions,
      log: true,
      formationBars: 150,
      tradingBars: 60,
      entry: 1.5,
      stop: 3,
      fundingMissing: 'zero',
    },
    'equity',
  )
  for (;;) {
    const step = program.next()
    if (step.done !== true) continue
    const result = expectValue(step.value)
    const drawn = [-0.02, -0.01, 0.004].map((totalReturn, chosen) => {
      return { totalReturn, sharpe: 10 * totalReturn, chosen, trades: 2 * chosen }
    })
    return withNull(result, compareWithNull(figuresOf(result), drawn, seed))
  }
}
