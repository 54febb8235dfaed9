import type { Summary } from '../summary/summary.ts'
import type { HurstResult } from './hurst.ts'

const corrections: Readonly<Record<HurstResult['correction'], string>> = {
  'anis-lloyd': 'R/S is held against its mean for independent increments (Anis and Lloyd).',
  peters: 'R/S is held against its mean for independent increments (Anis and Lloyd, Peters).',
  none: 'R/S is not corrected: below 10,000 rows independent increments read 0.05 to 0.1 too high.',
}

/**
 * A Hurst exponent with its interval, and what it was read from.
 *
 * @example
 * const random = new Random(1)
 * const increments = Float64Array.from({ length: 500 }, () => random.normal())
 * hurstSummary(expectValue(hurst(increments, { method: 'dfa' }))).title // => 'Hurst exponent by DFA-1'
 */
export function hurstSummary(result: HurstResult): Summary {
  const { method, order, windows, statistics, interval } = result
  const isRange = method === 'rs'
  return {
    title: `Hurst exponent by ${isRange ? 'rescaled range' : `DFA-${order}`}`,
    facts: [
      ['exponent', result.exponent],
      ['standard error', result.standardError],
      ['95 % from', interval.low],
      ['to', interval.high],
      ['increments', result.observations],
      ['window sizes', windows.length],
    ],
    tables: [
      {
        columns: ['window', isRange ? 'mean R/S' : 'F'],
        rows: windows.map((size, k) => [size, statistics[k]!]),
      },
    ],
    notes: [
      ...(isRange ? [corrections[result.correction]] : []),
      'Without memory 1/2; above, increments follow each other; below, they revert. Short memory moves it, too.',
      reading(result),
    ],
    warnings: [],
  }
}

function reading({ interval: { low, high } }: HurstResult): string {
  if (low > 0.5) return 'At 5 % the increments follow each other.'
  return high < 0.5 ? 'At 5 % the increments revert.' : 'At 5 % no memory is seen.'
}
