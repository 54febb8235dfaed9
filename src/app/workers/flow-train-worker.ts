import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import { trainFlowTask, type FlowTrainTask } from '../flow/flow-train-task.ts'
import type { ThreadMessage } from './in-thread.ts'

// A model that a reader of the desk has trained, in a thread of its own.

type Message = ThreadMessage<Awaited<ReturnType<typeof trainFlowTask>>>

invariant(parentPort !== null, 'flow-train-worker runs as a worker only')
const port = parentPort
const answer = await trainFlowTask(workerData as FlowTrainTask, (done, total) =>
  port.postMessage({ kind: 'progress', done, total } satisfies Message),
)
port.postMessage({ kind: 'answer', answer } satisfies Message)
