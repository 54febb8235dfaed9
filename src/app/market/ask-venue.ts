import { IsobarError } from '../../core/errors.ts'

/** An answer over REST may take so long. */
const answerMsMost = 5_000

/** What a venue answers at an address, byte for byte. @throws IsobarError of code `world` */
export async function askBytes(url: string, signal: AbortSignal): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMsMost)]),
      redirect: 'error',
    })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.ok) return bytes
    throw new Error(`status ${response.status}`)
  } catch (cause) {
    const { host, pathname } = new URL(url)
    throw new IsobarError('world', `${host}${pathname}: ${reasonOf(cause)}`, { cause })
  }
}

/** The same as JSON. */
export async function askJson(url: string, signal: AbortSignal): Promise<unknown> {
  const bytes = await askBytes(url, signal)
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new IsobarError('world', `${new URL(url).host}: its answer is no JSON`, { cause })
  }
}

/** `fetch failed` says nothing; what caused it does. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const inner = cause.cause
  return inner instanceof Error ? inner.message || String(inner) : cause.message
}
