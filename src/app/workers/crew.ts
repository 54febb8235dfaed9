import { Worker } from 'node:worker_threads'

/** Threads that all run one file and take tasks from one queue as they become free. */
export interface Crew<Order, Answer> {
  readonly threads: number
  /** Says the same to every thread, before any task that is handed out after it. No answer is expected. */
  readonly tell: (order: Order) => void
  /**
   * Hands out orders; settles when every one is answered.
   *
   * @throws what a thread threw or the signal's reason, at once; the crew is then of no use but to be ended
   */
  readonly work: (
    orders: readonly Order[],
    onAnswer: (answer: Answer, order: Order) => void,
  ) => Promise<void>
  readonly end: () => Promise<void>
}

/** What a crew is made of. */
export interface CrewOptions {
  readonly threads: number
  /** What each thread is born with, by its number. */
  readonly workerData: (thread: number) => unknown
  readonly signal?: AbortSignal
}

/** @param file a module whose `message` listener answers each order that wants an answer with one message */
export function startCrew<Order, Answer>(
  file: URL,
  { threads, workerData, signal }: CrewOptions,
): Crew<Order, Answer> {
  signal?.throwIfAborted()
  const workers = Array.from(
    { length: threads },
    (_, thread) => new Worker(file, { workerData: workerData(thread) }),
  )
  const failed = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    for (const worker of workers) {
      worker.on('error', reject)
      worker.on('exit', (code) => reject(new Error(`a thread ended with ${code} before its work`)))
    }
  })
  // It is heard where work is waited for; a crew that ends after its work has nobody to tell.
  failed.catch(() => undefined)
  return {
    threads,
    tell: (order) => workers.forEach((worker) => worker.postMessage(order)),
    work: (orders, onAnswer) => {
      const hear = (answer: unknown, order: Order): void => onAnswer(answer as Answer, order)
      return Promise.race([failed, workThrough(workers, orders, hear)])
    },
    end: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}

function workThrough<Order>(
  workers: readonly Worker[],
  orders: readonly Order[],
  onAnswer: (answer: unknown, order: Order) => void,
): Promise<void> {
  const queue = orders.values()
  let unanswered = orders.length
  return new Promise((resolve, reject) => {
    if (unanswered === 0) resolve()
    for (const worker of workers) {
      const next = (): void => {
        const order = queue.next()
        if (order.done === true) return
        worker.once('message', (answer: unknown) => {
          try {
            onAnswer(answer, order.value)
          } catch (error) {
            reject(error)
            return
          }
          unanswered--
          if (unanswered === 0) resolve()
          else next()
        })
        worker.postMessage(order.value)
      }
      next()
    }
  })
}
