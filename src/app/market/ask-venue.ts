import { setTimeout as pause } from 'node:timers/promises'
import { IsobarError } from '../../core/errors.ts'
import { Backoff } from '../../gateways/backoff.ts'

/** An answer over REST may take so long. */
const answerMsMost = 5_000
/** A question that a venue does not answer, by a fault of its own or because it is asked too much, is asked so often: within four seconds. */
const triesMost = 5

/** What a venue answers at an address, byte for byte. @throws IsobarError of code `world`, with its status where there is one */
export async function askBytes(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const { host, pathname } = new URL(url)
  let status: number | undefined
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMsMost)]),
      redirect: 'error',
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.ok) return bytes
    status = response.status
    throw new Error(`status ${status}`)
  } catch (cause) {
    throw new IsobarError('world', `${host}${pathname}: ${reasonOf(cause)}`, {
      cause,
      context: { host, ...(status === undefined ? {} : { status }) },
    })
  }
}

/** The same as JSON; asked again when the venue has trouble of its own. */
export async function askJson(url: string, signal: AbortSignal): Promise<unknown> {
  const backoff = new Backoff()
  for (let attempt = 1; ; attempt++) {
    try {
      return parsed(await askBytes(url, signal), url)
    } catch (cause) {
      const isOver = attempt === triesMost || signal.aborted || !isTrouble(cause)
      if (isOver) throw cause
      await pause(backoff.nextMs(), undefined, { signal }).catch(() => undefined)
    }
  }
}

function parsed(bytes: Uint8Array, url: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new IsobarError('world', `${new URL(url).host}: its answer is no JSON`, { cause })
  }
}

/** What may be better a moment later: too many requests, or a fault of the venue. */
function isTrouble(cause: unknown): boolean {
  const status = cause instanceof IsobarError ? cause.context['status'] : undefined
  return typeof status === 'number' && (status === 429 || status >= 500)
}

/** `fetch failed` says nothing; what caused it does. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const inner = cause.cause
  return inner instanceof Error ? inner.message || String(inner) : cause.message
}
