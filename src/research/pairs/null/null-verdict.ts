import type { ScreenPlan } from '../../../math/kernels/screen-kernel.ts'
import { screenPlanOf } from '../screen-panel.ts'
import type { ScreenPanel } from '../screen-panels.ts'
import type { NullFigures, ScreenOptions } from '../screen-pair.ts'
import type { ScreenNullVerdict } from '../screen.ts'
import type { NullPanel } from './draw-universe.ts'
import { falseDiscoveryShare, judgeNull } from './judge-null.ts'
import { nullCalendar } from './null-calendar.ts'
import { forgetRows, type NullTables, type ObservedPairs } from './null-tables.ts'

/** Options of a screen that is held against drawn universes. */
export type NullScreenOptions = ScreenOptions & Required<Pick<ScreenOptions, 'bootstrap'>>

/** A panel that was screened, and the levels it was screened on, member by member. */
export interface ScreenedPanel {
  readonly panel: ScreenPanel
  readonly levels: readonly Float64Array[]
}

/** How large tables of drawn universes are. */
export interface NullShape {
  readonly pairs: number
  readonly universes: number
  readonly threads: number
}

/** What was seen, and what drawn universes gave. */
export interface DrawnTables {
  readonly shape: NullShape
  readonly observed: ObservedPairs
  readonly tables: NullTables
}

/** A panel as its universes are drawn and tested. */
export interface PanelDrawing {
  readonly work: NullPanel
  /** Undefined where the kernel has no such test. */
  readonly plan: ScreenPlan | undefined
  readonly pairs: number
}

/** The panels of a universe, tied by one calendar; rows of `observed` that no kernel follows are forgotten. */
export function panelDrawings(
  panels: readonly ScreenedPanel[],
  observed: ObservedPairs,
  by: { readonly options: ScreenOptions; readonly seriesCount: number },
): PanelDrawing[] {
  const calendar = nullCalendar(panels.map(({ panel }) => panel))
  return panels.map(({ panel, levels }, k) => {
    const { members, split, pairs } = panel
    const plan = screenPlanOf(panel, by.options, 'untested')
    if (plan === undefined) forgetRows(observed, panel, by.seriesCount)
    const work: NullPanel = {
      panel: { members, split, pairs },
      levels,
      places: calendar.places[k]!,
      instants: calendar.instants,
      seriesCount: by.seriesCount,
    }
    return { work, plan, pairs: pairsOf(panel) }
  })
}

function pairsOf({ members, split, pairs }: ScreenPanel): number {
  const own = members.length - split
  return split * own + (pairs === 'all' ? (own * (own - 1)) / 2 : 0)
}

/** What full tables say of a screen. */
export function nullVerdict(
  drawn: DrawnTables,
  { alpha, trend, bootstrap: { universes, seed } }: NullScreenOptions,
): ScreenNullVerdict {
  const statistics = {
    observed: drawn.observed.statistic,
    drawn: drawn.tables.statistics,
    universes,
  }
  const { bootstrapPValues, stepdownPValues } = judgeNull(statistics)
  return {
    bootstrapPValues,
    figuresOf: (pair) => {
      const row = (side: number): NullFigures => ({
        bootstrapPValue: bootstrapPValues[pair]!,
        stepdownPValue: stepdownPValues[pair]!,
        ...sharesOf(drawn, 2 * pair + side),
      })
      return [row(0), row(1)]
    },
    summary: {
      kind: 'bootstrap',
      scheme: 'wild',
      law: 'rademacher',
      universes,
      seed,
      asymptoticFalseDiscoveryShare: falseDiscoveryShare(statistics, alpha, trend),
    },
  }
}

/** What a row's half-life and R^2 are among those of the drawn universes, the universe seen counted as one. */
function sharesOf(
  { observed, tables, shape }: DrawnTables,
  row: number,
): Pick<NullFigures, 'nullHalfLifeShare' | 'nullRSquaredShare'> {
  const counted = (counts: Int32Array): number => {
    let sum = 1
    for (let thread = 0; thread < shape.threads; thread++) {
      sum += counts[thread * 2 * shape.pairs + row]!
    }
    return sum / (shape.universes + 1)
  }
  return {
    nullHalfLifeShare: Number.isNaN(observed.phi[row]) ? null : counted(tables.fasterReversions),
    nullRSquaredShare: Number.isNaN(observed.unexplained[row]) ? null : counted(tables.closerFits),
  }
}
