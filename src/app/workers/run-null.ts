import { performance } from 'node:perf_hooks'
import { UsageError } from '../../core/errors.ts'
import type { Span } from '../../math/kernels/screen-kernel.ts'
import { falseDiscoveryShare, judgeNull } from '../../research/pairs/null/judge-null.ts'
import { nullCalendar } from '../../research/pairs/null/null-calendar.ts'
import {
  type NullTables,
  nullTableBytes,
  nullTables,
  forgetRows,
  type ObservedPairs,
  observedPairs,
} from '../../research/pairs/null/null-tables.ts'
import { screenPlanOf } from '../../research/pairs/screen-panel.ts'
import type { ScreenPanel } from '../../research/pairs/screen-panels.ts'
import type { NullFigures, PairFindings, ScreenOptions } from '../../research/pairs/screen-pair.ts'
import type { ScreenNullVerdict } from '../../research/pairs/screen.ts'
import type { Crew } from './crew.ts'
import type { ScreenAnswer, ScreenOrder } from './screen-orders.ts'

/** A panel that was screened, and the levels it was screened on: in memory that threads share. */
export interface ScreenedPanel {
  readonly panel: ScreenPanel
  readonly levels: readonly Float64Array[]
}

/** Most of what tables may take: half of what drawing them takes besides on a machine of 8 GB. */
const tableBytesMax = 2 ** 31

/** Pairs tested between two words to the driver: a tenth of a second. */
const pairsPerOrder = 20_000

/** Who draws, what, and who hears of it. */
interface NullRun {
  readonly crew: Crew<ScreenOrder, ScreenAnswer>
  readonly options: ScreenOptions & Required<Pick<ScreenOptions, 'bootstrap'>>
  readonly seriesCount: number
  /** Hears of pairs that were tested in drawn universes. */
  readonly tell: (pairs: number) => void
}

/**
 * Holds a screen against universes without any relation: draws and tests them over the crew, then judges.
 *
 * @throws UsageError where the tables would not fit
 */
export async function runNull(
  panels: readonly ScreenedPanel[],
  findings: readonly PairFindings[],
  run: NullRun,
): Promise<ScreenNullVerdict> {
  const started = performance.now()
  const { universes, seed } = run.options.bootstrap
  const shape = { pairs: findings.length, universes, threads: run.crew.threads }
  requireRoom(shape)
  const drawn: DrawnTables = {
    shape,
    observed: observedPairs(findings, share),
    tables: nullTables(shape, share),
  }
  await drawPanels(panels, drawn, run)
  const statistics = {
    observed: drawn.observed.statistic,
    drawn: drawn.tables.statistics,
    universes,
  }
  const { bootstrapPValues, stepdownPValues } = judgeNull(statistics)
  const { alpha, trend } = run.options
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
      elapsedMs: performance.now() - started,
    },
  }
}

interface DrawnTables {
  readonly shape: NullShape
  readonly observed: ObservedPairs
  readonly tables: NullTables
}

/** Panel after panel, all universes of each. */
async function drawPanels(
  panels: readonly ScreenedPanel[],
  { observed, tables }: DrawnTables,
  { crew, options, seriesCount, tell }: NullRun,
): Promise<void> {
  const { universes, seed } = options.bootstrap
  const calendar = nullCalendar(panels.map(({ panel }) => panel))
  for (const [k, { panel, levels }] of panels.entries()) {
    const { members, split, pairs } = panel
    const plan = screenPlanOf(panel, options, 'untested')
    if (plan === undefined) forgetRows(observed, panel, seriesCount)
    crew.tell({
      kind: 'null',
      work: {
        panel: { members, split, pairs },
        levels,
        places: calendar.places[k]!,
        instants: calendar.instants,
        seriesCount,
      },
      plan,
      observed,
      tables,
      seed,
    })
    const pairCount = pairsOf(panel)
    await crew.work(drawings(universes, pairCount, crew.threads), (_, order) => {
      if (order.kind !== 'draw') return
      tell(pairCount * (order.universes.to - order.universes.from))
    })
  }
}

interface NullShape {
  readonly pairs: number
  readonly universes: number
  readonly threads: number
}

function requireRoom({ pairs, universes, threads }: NullShape): void {
  const bytes = nullTableBytes(pairs, universes, threads)
  if (bytes <= tableBytesMax) return
  const most = Math.floor((universes * tableBytesMax) / bytes)
  throw new UsageError(
    `${universes} universes of ${pairs} pairs do not fit into memory; at most ${most} do (--universes)`,
  )
}

function share(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes)
}

function pairsOf({ members, split, pairs }: ScreenPanel): number {
  const count = members.length
  const own = count - split
  return split * own + (pairs === 'all' ? (own * (own - 1)) / 2 : 0)
}

function drawings(universes: number, pairs: number, threads: number): ScreenOrder[] {
  const fairShare = Math.ceil(universes / (2 * threads))
  const width = Math.max(1, Math.min(fairShare, Math.floor(pairsPerOrder / pairs)))
  const spans: Span[] = []
  for (let from = 0; from < universes; from += width) {
    spans.push({ from, to: Math.min(from + width, universes) })
  }
  return spans.map((span) => ({ kind: 'draw', universes: span }))
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
