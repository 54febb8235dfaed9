import { Resolver } from 'node:dns/promises'
import { errorText, IsobarError } from '../../core/errors.ts'

/** A name server that has not answered by then is asked again, so often. */
const answerWithinMs = 1_000
const triesMost = 3

/**
 * Settles when the name servers know a host.
 *
 * A connection asks the system for it, on a thread that waits five seconds and more for a server that does not answer, that
 * nothing can call back, and that the end of the process waits for: a desk without a network took four seconds to end. Asked here
 * first, most of that time is spent where it can be broken off.
 *
 * @throws IsobarError of code `world` when they do not know it or do not answer, and when it is broken off
 */
export async function requireNamed(
  host: string,
  signal: AbortSignal,
  resolver: Resolver = new Resolver({ timeout: answerWithinMs, tries: triesMost }),
): Promise<void> {
  const leave = (): void => resolver.cancel()
  signal.addEventListener('abort', leave, { once: true })
  try {
    signal.throwIfAborted()
    await resolver.resolve4(host)
  } catch (cause) {
    // Without a server of names the system may know another way.
    if ((cause as NodeJS.ErrnoException).code === 'ECONNREFUSED' && !signal.aborted) return
    throw new IsobarError('world', `${host}: ${errorText(cause)}`, { cause, context: { host } })
  } finally {
    signal.removeEventListener('abort', leave)
  }
}
