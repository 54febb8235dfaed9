import { expect, test } from 'vitest'
import { coefficientTable } from './coefficient-table.ts'
import { renderSummary } from './render-summary.ts'

const table = coefficientTable(
  { names: ['mu', 'omega'], values: [-0.00619, 0.0107613], standardErrors: [0.00846, null] },
  { title: 'Mean and variance' },
)

test('a coefficient stands with its error, z, p-value and interval', () => {
  const [, estimate, error, z, pValue, low, high] = table.rows[0]!
  expect([estimate, error]).toEqual([-0.00619, 0.00846])
  expect(z).toBeCloseTo(-0.73168, 5)
  // R: 2 * pnorm(-0.00619 / 0.00846)
  expect(pValue).toBeCloseTo(0.46436, 4)
  expect(low).toBeCloseTo(-0.022771, 6)
  expect(high).toBeCloseTo(0.010391, 6)
})

test('a parameter without an error has none of what rests on it', () => {
  expect(table.rows[1]).toEqual(['omega', 0.0107613, null, null, null, null, null])
})

test('rules run across the whole summary, and a warning is told last', () => {
  const lines = renderSummary({
    title: 'GARCH(1,1)',
    facts: [
      ['rows', 1974],
      ['log-likelihood', -1106.6078],
    ],
    tables: [table],
    notes: ['Errors from the Hessian.'],
    warnings: [{ kind: 'not-converged', detail: 'the gradient is 0.3 after 500 steps' }],
  }).split('\n')
  const rules = lines.filter((line) => /^(=+|-+)$/.test(line))
  expect(new Set(rules.map((line) => line.length)).size).toBe(1)
  expect(lines.at(-1)).toBe('Warning (not converged): the gradient is 0.3 after 500 steps')
  expect(lines).toContain('rows   1974   log-likelihood   -1106.61')
})

test('p-values too small for four decimals keep an exponent', () => {
  const text = renderSummary({
    title: 't',
    facts: [['p', 1.234e-7]],
    tables: [],
    notes: [],
    warnings: [],
  })
  expect(text).toContain('1.2e-7')
})

test('numbers of a column stand point under point, with no more digits than they have', () => {
  const lines = renderSummary({
    title: 't',
    facts: [],
    tables: [
      {
        columns: ['', 'estimate', 'z', 'P>|z|'],
        rows: [
          ['tabulated', -3.43, 1.96, 0.05],
          ['large', 21434.056, -0.7317, 0.4644],
          ['small', 2.2480589e-5, 198.4638, 3e-90],
          ['whole', 12, null, null],
        ],
      },
    ],
    notes: [],
    warnings: [],
  }).split('\n')
  expect(lines.slice(4, -1)).toEqual([
    'tabulated      -3.43             1.960   0.0500',
    'large       21434.1             -0.732   0.4644',
    'small           0.0000224806   198.464   <1e-16',
    'whole          12                    –        –',
  ])
})
