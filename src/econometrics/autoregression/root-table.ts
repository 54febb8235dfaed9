import type { SummaryTable } from '../summary/summary.ts'
import type { LagRoot } from './lag-roots.ts'

// A person looks for the nearest.
const ROWS_MAX = 10

/**
 * The roots of a lag polynomial nearest to the unit circle as a table, one row a conjugate pair; none where there are
 * none.
 */
export function rootTable(title: string, roots: readonly LagRoot[]): SummaryTable[] {
  if (roots.length === 0) return []
  const own = roots.filter(({ imaginary }) => imaginary >= 0)
  const shown = own.toSorted((a, b) => distance(a) - distance(b)).slice(0, ROWS_MAX)
  const more = own.length - shown.length
  return [
    {
      title: more === 0 ? title : `${title}, nearest to the circle; ${more} more`,
      columns: ['', 'real', '± imaginary', 'modulus', 'frequency'],
      rows: shown.map((root, k) => [
        String(k + 1),
        root.real,
        root.imaginary,
        root.modulus,
        root.frequency,
      ]),
    },
  ]
}

/** From the unit circle, the same for a root and its reciprocal. */
const distance = ({ modulus }: LagRoot): number => Math.abs(Math.log(modulus))
