import type { ScreenKernel } from '../../../math/kernels/screen-kernel.ts'
import { Random } from '../../../math/random.ts'
import type { PairFindings } from '../screen-pair.ts'
import type { ScreenNullVerdict } from '../screen.ts'
import { universeDrawer } from './draw-universe.ts'
import { nullTables, observedPairs } from './null-tables.ts'
import {
  type DrawnTables,
  type NullScreenOptions,
  nullVerdict,
  panelDrawings,
  type ScreenedPanel,
} from './null-verdict.ts'

/** The stream all universes of a seed are forked from. */
export function universeStream(seed: number): Random {
  return new Random(seed).fork('universes')
}

/**
 * Holds a screen against universes without any relation, drawn and tested one after another.
 *
 * @param kernel undefined where every pair is to take the readable path
 * @returns after yielding, a universe and panel at a time, how many pairs were tested
 */
export function* drawnVerdict(
  panels: readonly ScreenedPanel[],
  findings: readonly PairFindings[],
  by: { readonly options: NullScreenOptions; readonly seriesCount: number },
  kernel: ScreenKernel | undefined,
): Generator<number, ScreenNullVerdict> {
  const { universes, seed } = by.options.bootstrap
  const shape = { pairs: findings.length, universes, threads: 1 }
  const observed = observedPairs(findings, own)
  const drawn: DrawnTables = { shape, observed, tables: nullTables(shape, own) }
  for (const { work, plan, pairs } of panelDrawings(panels, observed, by)) {
    const session = plan === undefined ? undefined : kernel?.open(plan)
    const draw = universeDrawer(work, session, by.options, universeStream(seed))
    for (let universe = 0; universe < universes; universe++) {
      draw(universe, { observed, tables: drawn.tables, firstRow: 0 })
      yield pairs
    }
  }
  return nullVerdict(drawn, by.options)
}

function own(bytes: number): ArrayBuffer {
  return new ArrayBuffer(bytes)
}
