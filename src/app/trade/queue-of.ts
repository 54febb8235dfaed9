import {
  estimatedQueue,
  frontShare,
  logShare,
  powerShare,
  riskAverseShare,
} from '../../book/queue/estimated-queue.ts'
import type { QueueModel } from '../../book/queue/queue-model.ts'

/** The queue model of a name as configurations write it; undefined for none that sees levels alone. */
export function queueOf(text: string): QueueModel | undefined {
  if (text === 'risk-averse') return estimatedQueue(riskAverseShare)
  const [name, number] = text.split(':')
  const parameter = Number(number)
  if (!(parameter > 0 && Number.isFinite(parameter))) return undefined
  if (name === 'power') return estimatedQueue(powerShare(parameter))
  if (name === 'log') return estimatedQueue(logShare(parameter))
  if (name === 'front') return estimatedQueue(frontShare(parameter))
  return undefined
}
