import { availableParallelism } from 'node:os'
import { performance } from 'node:perf_hooks'
import type { BarSeries } from '../../core/bars.ts'
import { blockCount } from '../../math/kernels/screen-kernel.ts'
import type { ScreenedPanel } from '../../research/pairs/null/null-verdict.ts'
import { placeFindings } from '../../research/pairs/panel-findings.ts'
import {
  fillLevels,
  type PairException,
  panelPairs,
  type PanelWork,
  screenPlanOf,
  tilesOf,
} from '../../research/pairs/screen-panel.ts'
import { type ScreenPanel, screenPanels } from '../../research/pairs/screen-panels.ts'
import type { PairFindings, ScreenOptions } from '../../research/pairs/screen-pair.ts'
import type { ScreenResult } from '../../research/pairs/screen-result.ts'
import { concludeScreen, type ScreenNullVerdict } from '../../research/pairs/screen.ts'
import {
  attachScreen,
  fitsMemory,
  loadScreenModule,
  shareScreen,
} from '../kernels/compiled-screen.ts'
import type { CompiledModule } from '../kernels/web-assembly.ts'
import { type Crew, startCrew } from './crew.ts'
import type { JobHooks } from './job-hooks.ts'
import { runNull } from './run-null.ts'
import type { ScreenAnswer, ScreenOrder, ScreenThread } from './screen-orders.ts'

/** A screen and how long it took, reading and drawn universes aside. */
export type TimedScreen = Omit<ScreenResult, 'readMs'>

/** A screen's universe and everything that goes with it. */
interface Screening {
  readonly universe: readonly BarSeries[]
  readonly options: ScreenOptions
  readonly module: CompiledModule
  readonly crew: Crew<ScreenOrder, ScreenAnswer>
  readonly tell: (pairs: number) => void
}

/**
 * `screenPairs` by the compiled kernel, over threads that share each panel's memory. The result does not depend on how
 * many there are.
 *
 * @param hooks threads: as many as the work is worth, at most the processor's cores, unless told otherwise
 * @throws the signal's reason when it aborts; the threads are ended before that
 */
export async function runScreen(
  universe: readonly BarSeries[],
  options: ScreenOptions,
  hooks: JobHooks & { readonly threads?: number } = {},
): Promise<TimedScreen> {
  const started = performance.now()
  const module = loadScreenModule()
  const names = universe.map(({ instrument }) => instrument.name)
  const total = (names.length * (names.length - 1)) / 2
  const crew = startCrew<ScreenOrder, ScreenAnswer>(
    new URL('./screen-worker.js', import.meta.url),
    {
      threads: hooks.threads ?? worthwhileThreads(universe, options),
      workerData: (thread): ScreenThread => ({ module, thread, names, options }),
      ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
    },
  )
  try {
    let done = 0
    const tests = total * (1 + (options.bootstrap?.universes ?? 0))
    const tell = (pairs: number): void => hooks.onProgress?.((done += pairs), tests)
    const findings = Array.from<PairFindings>({ length: total })
    const screening = { universe, options, module, crew, tell }
    const screened: ScreenedPanel[] = []
    for (const panel of screenPanels(universe)) {
      const levels = await screenPanel(screening, panel, { names, findings })
      if (options.bootstrap !== undefined) screened.push({ panel, levels })
    }
    const screenedMs = performance.now() - started
    const verdict = await verdictOf(screened, findings, screening)
    const concludeFrom = performance.now()
    const { null: judged, ...concluded } = concludeScreen(universe, findings, options, verdict)
    return {
      ...concluded,
      ...(judged === undefined
        ? {}
        : { null: { ...judged, elapsedMs: concludeFrom - started - screenedMs } }),
      elapsedMs: screenedMs + performance.now() - concludeFrom,
    }
  } finally {
    await crew.end()
  }
}

function verdictOf(
  panels: readonly ScreenedPanel[],
  findings: readonly PairFindings[],
  { universe, options, crew, tell }: Screening,
): Promise<ScreenNullVerdict> | undefined {
  const { bootstrap } = options
  if (bootstrap === undefined) return undefined
  const seriesCount = universe.length
  return runNull(panels, findings, { crew, options: { ...options, bootstrap }, seriesCount, tell })
}

/** Tests the pairs of a panel and puts what was found in its place; gives back the levels it was tested on. */
async function screenPanel(
  { universe, options, module, crew, tell }: Screening,
  panel: ScreenPanel,
  into: { readonly names: readonly string[]; readonly findings: PairFindings[] },
): Promise<readonly Float64Array[]> {
  const { members, split, pairs } = panel
  const plan = screenPlanOf(panel, options, 'testable')
  const screen =
    plan !== undefined && fitsMemory(module, plan, crew.threads)
      ? shareScreen(module, plan, crew.threads)
      : undefined
  const session = screen === undefined ? undefined : attachScreen(module, screen, 0)
  const levels = session?.levels ?? sharedColumns(members.length, panel.times.length)
  members.forEach((place, k) =>
    fillLevels(levels[k]!, universe[place]!, panel.rows[k]!, options.log),
  )
  const work: PanelWork = {
    panel: { members, split, pairs },
    names: into.names,
    levels,
    ...(session === undefined ? {} : { session }),
  }
  crew.tell({
    kind: 'panel',
    panel: work.panel,
    held: screen === undefined ? { kind: 'columns', levels } : { kind: 'shared', screen },
  })
  if (screen !== undefined) {
    await crew.work(preparations(members.length, crew.threads), () => undefined)
  }
  const exceptions: PairException[] = []
  const tests = tilesOf(panel, screen === undefined ? 'tile' : 'row').map(
    (tiles) => ({ kind: 'test', tiles }) as const,
  )
  await crew.work(tests, (answer, order) => {
    exceptions.push(...answer)
    if (order.kind === 'test') tell(Array.from(panelPairs(panel, order.tiles)).length)
  })
  placeFindings(into.findings, work, exceptions, options)
  return levels
}

/** One share of the blocks a thread. */
function preparations(seriesCount: number, threads: number): ScreenOrder[] {
  const blocks = blockCount(seriesCount)
  const share = Math.ceil(blocks / threads)
  const orders: ScreenOrder[] = []
  for (let from = 0; from < blocks; from += share) {
    orders.push({ kind: 'prepare', blocks: { from, to: Math.min(from + share, blocks) } })
  }
  return orders
}

function sharedColumns(count: number, rows: number): Float64Array[] {
  return Array.from(
    { length: count },
    () => new Float64Array(new SharedArrayBuffer(rows * Float64Array.BYTES_PER_ELEMENT)),
  )
}

/**
 * Milliseconds of the kernel's work a pair and row: 22 microseconds a pair of 8,760 rows, preparation included. Where the
 * kernel has no such test a pair takes some hundred times as long, and no thread is too many.
 */
const kernelMsPerRow = 2.5e-6

/** What a thread's birth costs, 50 to 80 ms, must be worth its while. */
const threadMsMin = 50

function worthwhileThreads(universe: readonly BarSeries[], options: ScreenOptions): number {
  const cores = availableParallelism()
  const rows = Math.max(...universe.map(({ times }) => times.length))
  const everything: ScreenPanel = {
    members: universe.map((_, place) => place),
    rows: [],
    times: new Float64Array(rows),
    split: 0,
    pairs: 'all',
  }
  if (options.bootstrap !== undefined) return cores
  if (screenPlanOf(everything, options, 'testable') === undefined) return cores
  const pairs = (universe.length * (universe.length - 1)) / 2
  return Math.min(cores, Math.max(1, Math.round((pairs * rows * kernelMsPerRow) / threadMsMin)))
}
