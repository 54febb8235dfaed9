import { IsobarError } from '../../core/errors.ts'

/** Runs a few things at once, in the order they came, and refuses more than it may keep waiting. */
export interface JobQueue {
  /** @throws IsobarError of code `refused` when the queue is full or closed */
  run<Result>(work: () => Promise<Result>): Promise<Result>
  /** Nothing that waits is started any more. */
  close(): void
}

export function jobQueue(
  name: string,
  limits: { readonly atOnce: number; readonly waiting: number },
): JobQueue {
  const waiting: { start: () => void; refuse: (error: IsobarError) => void }[] = []
  let running = 0
  let closed = false

  const turn = (): Promise<void> => {
    if (closed) return Promise.reject(new IsobarError('refused', `${name}: the desk is closing`))
    if (running < limits.atOnce) {
      running++
      return Promise.resolve()
    }
    if (waiting.length >= limits.waiting) {
      const message = `${name}: ${limits.waiting} are waiting already; ask again when one is done`
      return Promise.reject(new IsobarError('refused', message))
    }
    return new Promise<void>((start, refuse) => {
      waiting.push({ start, refuse })
    })
  }

  return {
    async run(work) {
      await turn()
      try {
        return await work()
      } finally {
        const next = waiting.shift()
        if (next === undefined) running--
        else next.start()
      }
    },
    close() {
      closed = true
      for (const { refuse } of waiting.splice(0)) {
        refuse(new IsobarError('refused', `${name}: the desk is closing`))
      }
    },
  }
}
