import { UsageError } from '../../core/errors.ts'
import type { Span } from '../../math/kernels/screen-kernel.ts'
import { nullTableBytes, nullTables, observedPairs } from '../../research/pairs/null/null-tables.ts'
import {
  type DrawnTables,
  type NullScreenOptions,
  type NullShape,
  nullVerdict,
  panelDrawings,
  type ScreenedPanel,
} from '../../research/pairs/null/null-verdict.ts'
import type { PairFindings } from '../../research/pairs/screen-pair.ts'
import type { ScreenNullVerdict } from '../../research/pairs/screen.ts'
import type { Crew } from './crew.ts'
import type { ScreenAnswer, ScreenOrder } from './screen-orders.ts'

/** Most of what tables may take: half of what drawing them takes besides on a machine of 8 GB. */
const tableBytesMax = 2 ** 31

/** Pairs tested between two words to the driver: a tenth of a second. */
const pairsPerOrder = 20_000

/** Who draws, what, and who hears of it. */
interface NullRun {
  readonly crew: Crew<ScreenOrder, ScreenAnswer>
  readonly options: NullScreenOptions
  readonly seriesCount: number
  /** Hears of pairs that were tested in drawn universes. */
  readonly tell: (pairs: number) => void
}

/**
 * Holds a screen against universes without any relation: draws and tests them over the crew, then judges.
 *
 * @param panels levels in memory that threads share
 * @throws UsageError where the tables would not fit
 */
export async function runNull(
  panels: readonly ScreenedPanel[],
  findings: readonly PairFindings[],
  run: NullRun,
): Promise<ScreenNullVerdict> {
  const { universes } = run.options.bootstrap
  const shape = { pairs: findings.length, universes, threads: run.crew.threads }
  requireRoom(shape)
  const drawn: DrawnTables = {
    shape,
    observed: observedPairs(findings, share),
    tables: nullTables(shape, share),
  }
  await drawPanels(panels, drawn, run)
  return nullVerdict(drawn, run.options)
}

/** Panel after panel, all universes of each. */
async function drawPanels(
  panels: readonly ScreenedPanel[],
  { observed, tables }: DrawnTables,
  { crew, options, seriesCount, tell }: NullRun,
): Promise<void> {
  const { universes, seed } = options.bootstrap
  for (const { work, plan, pairs } of panelDrawings(panels, observed, { options, seriesCount })) {
    crew.tell({ kind: 'null', work, plan, observed, tables, seed })
    await crew.work(drawings(universes, pairs, crew.threads), (_, order) => {
      if (order.kind !== 'draw') return
      tell(pairs * (order.universes.to - order.universes.from))
    })
  }
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

function drawings(universes: number, pairs: number, threads: number): ScreenOrder[] {
  const fairShare = Math.ceil(universes / (2 * threads))
  const width = Math.max(1, Math.min(fairShare, Math.floor(pairsPerOrder / pairs)))
  const spans: Span[] = []
  for (let from = 0; from < universes; from += width) {
    spans.push({ from, to: Math.min(from + width, universes) })
  }
  return spans.map((span) => ({ kind: 'draw', universes: span }))
}
