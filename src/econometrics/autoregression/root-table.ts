import type { SummaryTable } from '../summary/summary.ts'
import type { LagRoot } from './lag-roots.ts'

/** Roots of a lag polynomial as a table, none where there are none. */
export function rootTable(title: string, roots: readonly LagRoot[]): SummaryTable[] {
  if (roots.length === 0) return []
  return [
    {
      title,
      columns: ['', 'real', 'imaginary', 'modulus', 'frequency'],
      rows: roots.map((root, k) => [
        String(k + 1),
        root.real,
        root.imaginary,
        root.modulus,
        root.frequency,
      ]),
    },
  ]
}
