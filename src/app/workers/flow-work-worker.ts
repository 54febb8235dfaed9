import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import { doFlowWork, type FlowWork, type FlowWorkAnswer } from '../flow/flow-work.ts'
import type { ThreadMessage } from './in-thread.ts'

// A walk-forward or a training of the command line, in a thread of its own: Ctrl-C is heard beside it.

type Message = ThreadMessage<FlowWorkAnswer>

invariant(parentPort !== null, 'flow-work-worker runs as a worker only')
const port = parentPort
const answer = doFlowWork(workerData as FlowWork, (share) =>
  port.postMessage({
    kind: 'progress',
    done: Math.round(100 * share),
    total: 100,
  } satisfies Message),
)
port.postMessage({ kind: 'answer', answer } satisfies Message)
