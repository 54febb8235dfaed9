import { allTiles } from '../../../math/kernels/screen-kernel.ts'
import { universePairIndex } from '../panel-findings.ts'
import { panelPairs } from '../screen-panel.ts'
import type { PairFindings } from '../screen-pair.ts'
import type { ScreenPanel } from '../screen-panels.ts'

/** What was seen, in columns: pairs in the order of `universePairIndex`, two rows a pair, the earlier series as y first. */
export interface ObservedPairs {
  /** The smaller t value of a pair's two directions; NaN where it could not be tested. */
  readonly statistic: Float64Array
  /** AR(1) coefficient of each row's residual; NaN where it does not revert. */
  readonly phi: Float64Array
  /** 1 - R^2 of each row. */
  readonly unexplained: Float64Array
}

/** What drawn universes gave; columns that threads share. */
export interface NullTables {
  /** Universe by universe, a number a pair: the smaller of its two t values. */
  readonly statistics: Float64Array
  /** Thread by thread, a number a row: universes whose residual reverts as fast or faster. */
  readonly fasterReversions: Int32Array
  /** Likewise: universes whose regression fits as closely or closer. */
  readonly closerFits: Int32Array
}

/** Bytes of the tables of so many pairs. */
export function nullTableBytes(pairs: number, universes: number, threads: number): number {
  return pairs * (8 * universes + 2 * 2 * 4 * threads)
}

/** @param share makes memory of so many bytes, shared where threads are to write */
export function nullTables(
  { pairs, universes, threads }: { pairs: number; universes: number; threads: number },
  share: (bytes: number) => ArrayBufferLike,
): NullTables {
  return {
    statistics: new Float64Array(share(8 * universes * pairs)),
    fasterReversions: new Int32Array(share(4 * 2 * pairs * threads)),
    closerFits: new Int32Array(share(4 * 2 * pairs * threads)),
  }
}

/** The columns of a screen's findings. */
export function observedPairs(
  findings: readonly PairFindings[],
  share: (bytes: number) => ArrayBufferLike,
): ObservedPairs {
  const observed = {
    statistic: new Float64Array(share(8 * findings.length)).fill(Number.NaN),
    phi: new Float64Array(share(16 * findings.length)).fill(Number.NaN),
    unexplained: new Float64Array(share(16 * findings.length)).fill(Number.NaN),
  }
  for (const [pair, found] of findings.entries()) {
    if (found.kind === 'skipped') continue
    observed.statistic[pair] = Math.min(found.rows[0].statistic, found.rows[1].statistic)
    for (const [side, { halfLifeBars, rSquared }] of found.rows.entries()) {
      const reverts = halfLifeBars !== null
      observed.phi[2 * pair + side] = reverts ? 2 ** (-1 / halfLifeBars) : Number.NaN
      observed.unexplained[2 * pair + side] = 1 - rSquared
    }
  }
  return observed
}

/** Takes the rows of a panel out of what is followed through drawn universes; their statistics stay. */
export function forgetRows(
  { phi, unexplained }: ObservedPairs,
  panel: ScreenPanel,
  seriesCount: number,
): void {
  const { members } = panel
  for (const [i, j] of panelPairs(panel, allTiles(members.length))) {
    const [a, b] = [members[i]!, members[j]!]
    const row = 2 * universePairIndex(Math.min(a, b), Math.max(a, b), seriesCount)
    phi.fill(Number.NaN, row, row + 2)
    unexplained.fill(Number.NaN, row, row + 2)
  }
}
