import { expect, test } from 'vitest'
import type { EngineResult } from '../../engine/engine-result.ts'
import { strategyLines } from './trade-lines.ts'

const result = (refusalsBy: Record<string, number>): Pick<EngineResult, 'strategies'> =>
  ({
    strategies: [
      {
        name: 'drill',
        intents: 12,
        refusals: Object.values(refusalsBy).reduce((sum, each) => sum + each, 0),
        refusalsBy,
      },
    ],
  }) as unknown as Pick<EngineResult, 'strategies'>

test.each([
  [{ ending: 9 }, true, '0 refused by risk'],
  [{ killed: 3, ending: 6, halted: 1 }, true, '4 refused by risk (killed 3, halted 1)'],
  [{ ending: 9 }, false, '9 refused by risk (ending 9)'],
])(
  'what an end refuses is no news where it came in order: %j, %j',
  (refusalsBy, isOrderly, told) => {
    expect(strategyLines(result(refusalsBy), isOrderly)).toEqual([`drill: 12 intents, ${told}`])
  },
)
