import { Worker } from 'node:worker_threads'
import { errorText, IsobarError } from '../../core/errors.ts'

/** What a thread of served exchanges is born with. */
export interface ServedExchangeWork {
  readonly venues: readonly string[]
  readonly seed: number
}

/** What it says. */
export type ServedExchangeMessage =
  | { readonly kind: 'serving'; readonly address: string }
  /** A request failed by a fault of ours. */
  | { readonly kind: 'failed'; readonly detail: string }

/** Exchanges that are served beside the desk, and end with it. */
export interface ServedExchange {
  /** e.g. `http://127.0.0.1:41234` */
  readonly address: string
  close(): Promise<void>
}

/**
 * Serves exchanges on a thread of their own. A thread and no process: none can be left behind, however the desk ends.
 *
 * @param signal aborts when nobody waits for them any more
 * @throws IsobarError of code `world` when they cannot be served
 */
export async function serveBeside(
  work: ServedExchangeWork,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<ServedExchange> {
  const worker = new Worker(new URL('../workers/served-exchange-worker.js', import.meta.url), {
    workerData: work,
  })
  const leave = (): void => void worker.terminate()
  signal.addEventListener('abort', leave, { once: true })
  if (signal.aborted) leave()
  const address = await new Promise<string>((resolve, reject) => {
    worker.on('error', (cause) =>
      reject(
        new IsobarError('world', `exchanges could not be served: ${errorText(cause)}`, { cause }),
      ),
    )
    worker.on('exit', (code) =>
      reject(new IsobarError('world', `the served exchanges ended with ${code}`)),
    )
    worker.on('message', (message: ServedExchangeMessage) => {
      if (message.kind === 'serving') {
        // From here on they end with what they are served to.
        signal.removeEventListener('abort', leave)
        resolve(message.address)
      } else tell(`a served exchange failed at a request: ${message.detail}`)
    })
  })
  return {
    address,
    close: async () => {
      await worker.terminate()
    },
  }
}
