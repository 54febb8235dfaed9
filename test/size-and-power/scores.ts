import type { Outcome } from '../../src/math/outcome.ts'

/** Levels a share of rejections is counted at, loosest first. */
export const levels = [0.1, 0.05, 0.01, 0.001, 0.0001] as const

/** One draw of a world judged at each of `levels`: 1 rejected, 0 not; a share where many are tested; NaN not known. */
export type Score = (columns: readonly Float64Array[], seed: number) => readonly number[]

/**
 * @param judge gives a p-value; NaN where the data have no answer counts as not rejected
 * @param least the smallest p-value there can be: of a bootstrap, 1 / (replications + 1)
 */
export function byPValue(
  judge: (columns: readonly Float64Array[], seed: number) => number,
  least = 0,
): Score {
  return (columns, seed) => {
    const pValue = judge(columns, seed)
    return levels.map((level) => rejectedAt(level, pValue, least))
  }
}

/** 1 or 0; NaN at a level below the smallest p-value there can be. */
export function rejectedAt(level: number, pValue: number, least: number): number {
  if (level < least) return Number.NaN
  return pValue <= level ? 1 : 0
}

/** A statistic and what it must exceed at 10, 5 and 1 %. */
export interface Verdict {
  readonly statistic: number
  readonly criticalValues: Readonly<Record<'10%' | '5%' | '1%', number>>
}

/** Where there is no p-value, or one that ends at the table's edge. */
export function byCriticalValues(
  rejectsAs: 'small' | 'large',
  judge: (columns: readonly Float64Array[]) => Verdict | undefined,
): Score {
  const sign = rejectsAs === 'small' ? -1 : 1
  return (columns) => {
    const verdict = judge(columns)
    return levels.map((level) => {
      const name = tabulated.get(level)
      if (name === undefined) return Number.NaN
      if (verdict === undefined) return 0
      return sign * verdict.statistic > sign * verdict.criticalValues[name] ? 1 : 0
    })
  }
}

const tabulated = new Map<number, '10%' | '5%' | '1%'>([
  [0.1, '10%'],
  [0.05, '5%'],
  [0.01, '1%'],
])

/**
 * Asks for an alarm level by level, the loosest first, and no further than to the first that gives none: what is not
 * seen at 5 % is not seen at 1 %.
 *
 * @param known the levels the test can be asked at
 */
export function byLevel(
  known: readonly number[],
  alarms: (columns: readonly Float64Array[], level: number, seed: number) => boolean,
): Score {
  return (columns, seed) => {
    let alarmed = true
    return levels.map((level) => {
      if (!known.includes(level)) return Number.NaN
      alarmed = alarmed && alarms(columns, level, seed)
      return alarmed ? 1 : 0
    })
  }
}

export function pValueOf(outcome: Outcome<{ readonly pValue: number }, string>): number {
  return outcome.kind === 'value' ? outcome.value.pValue : Number.NaN
}

export function verdictOf<T extends Verdict>(outcome: Outcome<T, string>): T | undefined {
  return outcome.kind === 'value' ? outcome.value : undefined
}
