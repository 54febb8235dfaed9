import type { DeterministicCase } from '../critical-values/johansen-cases.ts'

/** Which powers of t stand inside the cointegrating relation, and which outside. */
export const deterministicTerms: Readonly<
  Record<
    DeterministicCase,
    { readonly inside: readonly number[]; readonly outside: readonly number[] }
  >
> = {
  none: { inside: [], outside: [] },
  'restricted-constant': { inside: [0], outside: [] },
  constant: { inside: [], outside: [0] },
  'restricted-trend': { inside: [1], outside: [0] },
  trend: { inside: [], outside: [0, 1] },
}

/** (t / rows)^exponent for t = 1 .. rows: in units of the sample, so that no power outgrows the data. */
export function powerOfTime(exponent: number, rows: number): Float64Array {
  if (exponent === 0) return new Float64Array(rows).fill(1)
  const power = new Float64Array(rows)
  for (let row = 0; row < rows; row++) power[row] = ((row + 1) / rows) ** exponent
  return power
}
