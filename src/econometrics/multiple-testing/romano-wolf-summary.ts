import type { Summary } from '../summary/summary.ts'
import type { RomanoWolfResult } from './romano-wolf.ts'

/** Tests listed; the table of a universe of thousands would be read by nobody. */
const rowsMax = 20

/**
 * Romano and Wolf's test as a table for people: the most significant tests first, at most 20 of them.
 *
 * @param names one a test; default their numbers from 0
 *
 * @example
 * const result = romanoWolf(Float64Array.of(1, 3), [Float64Array.of(0, 2), Float64Array.of(2, 0)])
 * romanoWolfSummary(result, ['BTC', 'ETH']).tables[0].rows[0][0] // => 'ETH'
 */
export function romanoWolfSummary(
  result: RomanoWolfResult,
  names: readonly string[] = [],
): Summary {
  const made = Array.from(result.pValues.keys()).filter((k) => !Number.isNaN(result.pValues[k]))
  const order = made.toSorted(
    (a, b) =>
      result.adjustedPValues[a]! - result.adjustedPValues[b]! ||
      result.pValues[a]! - result.pValues[b]!,
  )
  const counted = (level: number): number =>
    made.filter((k) => result.adjustedPValues[k]! <= level).length
  return {
    title: 'Step-down test of many hypotheses (Romano and Wolf)',
    facts: [
      ['tests', result.tests],
      ['replications', result.replications],
      ['rejected at 5 %', counted(0.05)],
      ['rejected at 1 %', counted(0.01)],
    ],
    tables: [
      {
        columns: ['test', 'p', 'P>max'],
        rows: order
          .slice(0, rowsMax)
          .map((k) => [names[k] ?? String(k), result.pValues[k]!, result.adjustedPValues[k]!]),
      },
    ],
    notes: [
      'p: of the test by itself. P>max: adjusted for all tests.',
      ...(made.length > rowsMax ? [`${made.length - rowsMax} more tests are not shown.`] : []),
    ],
    warnings: [],
  }
}
