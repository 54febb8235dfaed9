import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import { universeDrawer } from '../../research/pairs/null/draw-universe.ts'
import { universeStream } from '../../research/pairs/null/drawn-verdict.ts'
import { type PanelWork, screenTiles } from '../../research/pairs/screen-panel.ts'
import { attachScreen, compiledScreenKernel } from '../kernels/compiled-screen.ts'
import type { ScreenAnswer, ScreenOrder, ScreenThread } from './screen-orders.ts'

// One of the threads of a screen.

invariant(parentPort !== null, 'screen-worker runs as a worker only')
const port = parentPort
const { module, thread, names, options } = workerData as ScreenThread
let work: PanelWork | undefined
let draw: ((universe: number) => void) | undefined

port.on('message', (order: ScreenOrder) => {
  switch (order.kind) {
    case 'panel':
      work = workOf(order)
      return
    case 'null':
      draw = drawerOf(order)
      return
    case 'prepare':
      work?.session?.prepare(order.blocks)
      port.postMessage([] satisfies ScreenAnswer)
      return
    case 'test':
      invariant(work !== undefined, 'told to test without a panel')
      port.postMessage(screenTiles(work, order.tiles, options) satisfies ScreenAnswer)
      return
    case 'draw':
      invariant(draw !== undefined, 'told to draw without a panel')
      for (let b = order.universes.from; b < order.universes.to; b++) draw(b)
      port.postMessage([] satisfies ScreenAnswer)
  }
})

function workOf({ panel, held }: ScreenOrder & { readonly kind: 'panel' }): PanelWork {
  if (held.kind === 'columns') return { panel, names, levels: held.levels }
  const session = attachScreen(module, held.screen, thread)
  return { panel, names, levels: session.levels, session }
}

function drawerOf(order: ScreenOrder & { readonly kind: 'null' }): (universe: number) => void {
  const { observed, tables, plan, seed } = order
  const session = plan === undefined ? undefined : compiledScreenKernel(module).open(plan)
  const drawer = universeDrawer(order.work, session, options, universeStream(seed))
  const counts = { observed, tables, firstRow: thread * observed.phi.length }
  return (universe) => drawer(universe, counts)
}
