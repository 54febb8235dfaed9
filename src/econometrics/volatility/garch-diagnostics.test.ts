import { expect, test } from 'vitest'
import { expectClose, goldenCases } from '../../../fixtures/econometrics/goldens.ts'
import { returnsOf, type ReturnsRecipe } from '../../../fixtures/econometrics/volatility/returns.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { garchDiagnostics } from './garch-diagnostics.ts'
import type { GarchModelOptions } from './garch-spec.ts'
import { garch } from './garch.ts'
import { simulateGarch } from './simulate-garch.ts'

interface Figures {
  readonly statistic: number
  readonly pValue: number
}

interface DiagnosticsCase {
  readonly name: string
  readonly returns: ReturnsRecipe
  readonly options: GarchModelOptions
  readonly expected: Readonly<Record<'residuals' | 'squares' | 'archLm', Figures>>
}

test.for(goldenCases('diagnostics/garch') as readonly DiagnosticsCase[])(
  "agree with statsmodels on arch's residuals: $name",
  ({ returns, options, expected }) => {
    const result = expectValue(garchDiagnostics(expectValue(garch(returnsOf(returns), options))))
    for (const which of ['residuals', 'squares', 'archLm'] as const) {
      // Two searches end within 1e-6 of each other, relative to the errors of the parameters.
      expectClose(result[which].statistic, expected[which].statistic, 1e-5, which)
      expectClose(result[which].pValue, expected[which].pValue, 1e-5, `${which}, p`)
    }
  },
)

test('a true model is seldom rejected; its returns nearly always, even by their memory, of which they have none', () => {
  const random = new Random(6)
  const rejected = { squares: 0, archLm: 0, returns: 0, memory: 0 }
  for (let run = 0; run < 100; run++) {
    const { returns } = simulateGarch(
      { omega: 0.05, alpha: [0.1], beta: [0.85] },
      { rows: 1000, random },
    )
    const fit = expectValue(garch(returns, { horizon: 1 }))
    const left = expectValue(garchDiagnostics(fit))
    if (left.squares.pValue < 0.05) rejected.squares++
    if (left.archLm.pValue < 0.05) rejected.archLm++
    const raw = expectValue(garchDiagnostics({ ...fit, standardisedResiduals: returns }))
    if (raw.squares.pValue < 0.05) rejected.returns++
    if (raw.residuals.pValue < 0.05) rejected.memory++
  }
  // Of 1000 such runs 3.4, 3.2 and 20 %: three standard errors of a hundred.
  expect(rejected.squares).toBeLessThanOrEqual(9)
  expect(rejected.archLm).toBeLessThanOrEqual(9)
  expect(rejected.returns).toBeGreaterThan(80)
  expect(Math.abs(rejected.memory - 20)).toBeLessThanOrEqual(12)
})
