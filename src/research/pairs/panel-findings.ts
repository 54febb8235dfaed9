import { decidedRank, traceStatistics } from '../../econometrics/cointegration/decided-rank.ts'
import { mackinnonPValue } from '../../econometrics/critical-values/mackinnon.ts'
import { halfLifeOf } from '../../econometrics/mean-reversion/half-life.ts'
import { allTiles, type PairColumns, pairIndex } from '../../math/kernels/screen-kernel.ts'
import { type PairException, panelPairs, type PanelWork } from './screen-panel.ts'
import type { DirectionFindings, PairFindings, ScreenOptions } from './screen-pair.ts'

/** Where a pair of a universe of `count` series stands among all its pairs; `first` before `second`. */
export function universePairIndex(first: number, second: number, count: number): number {
  return (first * (2 * count - first - 1)) / 2 + second - first - 1
}

/** Puts the findings of a panel, all of whose tiles have been tested, where they belong among those of its universe. */
export function placeFindings(
  findings: PairFindings[],
  work: PanelWork,
  exceptions: readonly PairException[],
  options: ScreenOptions,
): void {
  const { panel, names, levels, session } = work
  const place = (i: number, j: number, found: PairFindings): void => {
    const [a, b] = [panel.members[i]!, panel.members[j]!]
    findings[universePairIndex(Math.min(a, b), Math.max(a, b), names.length)] = found
  }
  if (session !== undefined) {
    const means = levels.map(meanOf)
    for (const [i, j] of panelPairs(panel, allTiles(levels.length))) {
      place(i, j, answered({ ...work, pairs: session.pairs, means }, [i, j], options))
    }
  }
  for (const { i, j, findings: found } of exceptions) place(i, j, found)
}

interface Answers extends PanelWork {
  readonly pairs: PairColumns
  readonly means: readonly number[]
}

/** The kernel's columns of a pair, in words. */
function answered(
  answers: Answers,
  [i, j]: readonly [number, number],
  options: ScreenOptions,
): PairFindings {
  const { panel, levels, pairs } = answers
  const pair = pairIndex(i, j)
  const ofI = direction(answers, [i, j], 2 * pair, options)
  const ofJ = direction(answers, [j, i], 2 * pair + 1, options)
  const lagDifferences = Math.max(ofI.lags, ofJ.lags)
  const eigenvalues = [pairs.largerEigenvalue[pair]!, pairs.smallerEigenvalue[pair]!]
  const observations = levels[i]!.length - 1 - lagDifferences
  return {
    kind: 'tested',
    rows: panel.members[i]! < panel.members[j]! ? [ofI, ofJ] : [ofJ, ofI],
    johansenRank: decidedRank(traceStatistics(eigenvalues, observations), {
      statistic: 'trace',
      deterministic: 'constant',
      tables: 'mhm',
      alpha: options.alpha,
    }),
  }
}

function direction(
  { panel, names, levels, pairs, means }: Answers,
  [y, x]: readonly [number, number],
  entry: number,
  { trend }: ScreenOptions,
): DirectionFindings {
  const statistic = pairs.statistic[entry]!
  const hedgeRatio = pairs.hedgeRatio[entry]!
  return {
    y: names[panel.members[y]!]!,
    x: names[panel.members[x]!]!,
    statistic,
    pValue: mackinnonPValue(statistic, trend, 2),
    lags: pairs.lags[entry]!,
    observations: levels[y]!.length,
    hedgeRatio,
    intercept: trend === 'n' ? null : means[y]! - hedgeRatio * means[x]!,
    halfLifeBars: halfLifeOf(pairs.phi[entry]!),
    rSquared: 1 - pairs.unexplained[entry]!,
  }
}

/** About the first value, which the digits of a high price would be lost to. */
function meanOf(values: Float64Array): number {
  const origin = values[0]!
  let sum = 0
  for (let t = 0; t < values.length; t++) sum += values[t]! - origin
  return origin + sum / values.length
}
