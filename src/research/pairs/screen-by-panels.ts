import type { BarSeries } from '../../core/bars.ts'
import { blockCount, type ScreenKernel } from '../../math/kernels/screen-kernel.ts'
import { drawnVerdict } from './null/drawn-verdict.ts'
import type { ScreenedPanel } from './null/null-verdict.ts'
import { placeFindings } from './panel-findings.ts'
import {
  fillLevels,
  panelPairs,
  type PairException,
  type PanelWork,
  screenPlanOf,
  screenTiles,
  tilesOf,
} from './screen-panel.ts'
import { type ScreenPanel, screenPanels } from './screen-panels.ts'
import { type PairFindings, type ScreenOptions } from './screen-pair.ts'
import { concludeScreen, type ScreenFindings, type ScreenProgress } from './screen.ts'

/**
 * `screenPairs` calendar by calendar: by a kernel that tests all pairs of one at once, the same result, fallbacks
 * included; held against drawn universes where the options ask for them.
 *
 * @param kernel undefined where every pair is to take the readable path
 * @returns after yielding its progress a few times a panel, and once a drawn universe
 */
export function* screenByPanels(
  universe: readonly BarSeries[],
  options: ScreenOptions,
  kernel: ScreenKernel | undefined,
): Generator<ScreenProgress, ScreenFindings> {
  const names = universe.map(({ instrument }) => instrument.name)
  const pairCount = (names.length * (names.length - 1)) / 2
  const findings = Array.from<PairFindings>({ length: pairCount })
  const { bootstrap } = options
  const total = pairCount * (1 + (bootstrap?.universes ?? 0))
  const screened: ScreenedPanel[] = []
  let done = 0
  for (const panel of screenPanels(universe)) {
    const work = preparedWork(universe, panel, { names, options, kernel })
    const exceptions: PairException[] = []
    for (const tiles of tilesOf(panel, work.session === undefined ? 'tile' : 'row')) {
      exceptions.push(...screenTiles(work, tiles, options))
      done += Array.from(panelPairs(panel, tiles)).length
      yield { done, total }
    }
    placeFindings(findings, work, exceptions, options)
    screened.push({ panel, levels: work.levels })
  }
  if (bootstrap === undefined) return concludeScreen(universe, findings, options)
  const by = { options: { ...options, bootstrap }, seriesCount: names.length }
  const drawing = drawnVerdict(screened, findings, by, kernel)
  for (;;) {
    const step = drawing.next()
    if (step.done === true) return concludeScreen(universe, findings, options, step.value)
    done += step.value
    yield { done, total }
  }
}

function preparedWork(
  universe: readonly BarSeries[],
  panel: ScreenPanel,
  by: {
    readonly names: readonly string[]
    readonly options: ScreenOptions
    readonly kernel: ScreenKernel | undefined
  },
): PanelWork {
  const plan = screenPlanOf(panel, by.options, 'testable')
  const session = plan === undefined ? undefined : by.kernel?.open(plan)
  const levels = session?.levels ?? panel.members.map(() => new Float64Array(panel.times.length))
  panel.members.forEach((place, k) =>
    fillLevels(levels[k]!, universe[place]!, panel.rows[k]!, by.options.log),
  )
  session?.prepare({ from: 0, to: blockCount(panel.members.length) })
  return { panel, names: by.names, levels, ...(session === undefined ? {} : { session }) }
}
