import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import { screenPair, type PairFindings } from '../../research/pairs/screen-pair.ts'
import type { ScreenSlice, ScreenWork } from './run-screen.ts'

// One of the threads of a screen: is given pairs by their numbers, gives back what it found.

invariant(parentPort !== null, 'screen-worker runs as a worker only')
const port = parentPort
const { universe, options } = workerData as ScreenWork

port.on('message', (slice: ScreenSlice) => {
  const findings: PairFindings[] = slice.pairs.map(([first, second]) =>
    screenPair(universe[first]!, universe[second]!, options),
  )
  port.postMessage({ from: slice.from, findings })
})
