import type { ScreenRow } from '../screen-result.ts'
import type { OtherPair, PairPlace } from '../verdict-result.ts'

const BETTER_SHOWN = 5

/** A pair by its better direction. */
type BestRow = Omit<OtherPair, 'isNear'>

/**
 * Where a pair stands among all pairs of a screen by their p-values, and which stand before it: those that share a leg
 * with it first, for whoever looks at a pair has a reason to look at its legs.
 *
 * @param pair names of its legs as the screen has them
 */
export function pairPlace(
  rows: readonly ScreenRow[],
  pair: readonly [string, string],
  folder: string,
): PairPlace {
  const pairs = bestRows(rows)
  const own = pairs.findIndex((row) => isPair(row, pair))
  const before = own < 0 ? [] : pairs.slice(0, own)
  const better = before.map((row) => ({
    ...row,
    isNear: pair.includes(row.y) || pair.includes(row.x),
  }))
  return {
    folder,
    pairs: pairs.length,
    rank: own < 0 ? null : own + 1,
    better: [
      ...better.filter(({ isNear }) => isNear),
      ...better.filter(({ isNear }) => !isNear),
    ].slice(0, BETTER_SHOWN),
  }
}

/** The better direction of each pair, the smallest p-value first. */
function bestRows(rows: readonly ScreenRow[]): BestRow[] {
  const seen = new Set<string>()
  const best: BestRow[] = []
  // A screen's rows ascend in their p-values.
  for (const { y, x, pValue, qValue, halfLifeBars } of rows) {
    const key = [y, x].toSorted().join(' ')
    if (seen.has(key)) continue
    seen.add(key)
    best.push({ y, x, pValue: Math.min(1, 2 * pValue), qValue, halfLifeBars })
  }
  return best
}

function isPair({ y, x }: BestRow, pair: readonly [string, string]): boolean {
  return pair.includes(y) && pair.includes(x)
}
