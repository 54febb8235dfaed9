import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import { expectValue } from '../../math/outcome.ts'
import { cellSweeper } from '../../research/pairs/sweep/sweep-cells.ts'
import type { SweepCellOptions } from '../../research/pairs/sweep/sweep-grid.ts'
import type { SweepWork } from './run-sweep.ts'

// One of the threads of a sweep: is told parameter sets, gives back what they come to.

invariant(parentPort !== null, 'sweep-worker runs as a worker only')
const port = parentPort
const { input, options, trainBars } = workerData as SweepWork
// Whether there is a pair at all was asked before any thread was made.
const sweep = expectValue(cellSweeper(input, options, trainBars))

port.on('message', (cells: readonly SweepCellOptions[]) => {
  const swept = sweep(cells)
  port.postMessage(
    swept,
    swept.map(({ returns }) => returns.buffer as ArrayBuffer),
  )
})
