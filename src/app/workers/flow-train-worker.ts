import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import { trainFlowTask, type FlowTrainTask } from '../flow/flow-train-task.ts'
import type { FlowTrainMessage } from './run-flow-train.ts'

// A model that a reader of the desk has trained, in a thread of its own.

invariant(parentPort !== null, 'flow-train-worker runs as a worker only')
const port = parentPort
const outcome = await trainFlowTask(workerData as FlowTrainTask, (done, total) =>
  port.postMessage({ kind: 'progress', done, total } satisfies FlowTrainMessage),
)
port.postMessage({ kind: 'answer', outcome } satisfies FlowTrainMessage)
