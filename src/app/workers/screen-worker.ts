import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import { type PanelWork, screenTiles } from '../../research/pairs/screen-panel.ts'
import { attachScreen } from '../kernels/compiled-screen.ts'
import type { ScreenAnswer, ScreenOrder, ScreenThread } from './screen-orders.ts'

// One of the threads of a screen.

invariant(parentPort !== null, 'screen-worker runs as a worker only')
const port = parentPort
const { module, thread, names, options } = workerData as ScreenThread
let work: PanelWork | undefined

port.on('message', (order: ScreenOrder) => {
  if (order.kind === 'panel') {
    work = workOf(order)
    return
  }
  invariant(work !== undefined, `told to ${order.kind} without a panel`)
  let answer: ScreenAnswer = []
  if (order.kind === 'prepare') work.session?.prepare(order.blocks)
  else answer = screenTiles(work, order.tiles, options)
  port.postMessage(answer)
})

function workOf({ panel, held }: ScreenOrder & { readonly kind: 'panel' }): PanelWork {
  if (held.kind === 'columns') return { panel, names, levels: held.levels }
  const session = attachScreen(module, held.screen, thread)
  return { panel, names, levels: session.levels, session }
}
