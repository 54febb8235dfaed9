import { parentPort, workerData } from 'node:worker_threads'
import { invariant } from '../../math/invariant.ts'
import { serve } from '../exchange/serve.ts'
import type { ServedExchangeMessage, ServedExchangeWork } from '../market/served-exchange.ts'

// Exchanges served to the desk: a thread, so that they end with it whatever becomes of it.

invariant(parentPort !== null, 'served-exchange-worker runs as a worker only')
const port = parentPort
const { venues, seed } = workerData as ServedExchangeWork

/** Enough for full books and a few trades; more would be waited for. */
const historySeconds = 15

const running = await serve({
  venues,
  seed,
  historySeconds,
  port: 0,
  faults: {},
  failed: (error) =>
    port.postMessage({ kind: 'failed', detail: String(error) } satisfies ServedExchangeMessage),
})
port.postMessage({
  kind: 'serving',
  address: running.address,
} satisfies ServedExchangeMessage)
