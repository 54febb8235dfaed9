import { isMainThread } from 'node:worker_threads'
import type { Duration } from '../../core/time.ts'
import { exitCodeOf, hearEndingSignals } from './ending-signals.ts'
import { Interrupted } from './interruption.ts'

/** So close together a repetition is the same key, passed on by a shell and by the program that started us. */
const sameWithinMs = 1_000

/** What ends a command beside the signals. */
interface OtherEnds {
  readonly length?: Duration | undefined
  readonly until?: AbortSignal | undefined
  /** Called before the process ends at once: what is left undone is to be said. */
  readonly lastWords?: () => void
}

/**
 * Aborts when the command is asked to end by a signal (`ending-signals.ts`), when its time is over, or with another: for
 * commands of which that is the usual end, which then keep and tell what they have; the reason tells of a signal
 * (`Interrupted`). Asked again, and not by the same key, the process ends at once.
 */
export function askedToEnd({ length, until, lastWords }: OtherEnds = {}): AbortSignal {
  const control = new AbortController()
  let askedAt: number | undefined
  hearEndingSignals((signal) => {
    askedAt ??= performance.now()
    control.abort(new Interrupted(signal, 'before it was done'))
    // A terminal that is closed while the command ends is nobody who has waited long enough.
    if (signal === 'SIGHUP' || performance.now() - askedAt <= sameWithinMs) return
    lastWords?.()
    process.exit(exitCodeOf(signal))
  })
  const end = (): void => control.abort()
  if (length !== undefined) setTimeout(end, length / 1_000).unref()
  if (until?.aborted === true) end()
  until?.addEventListener('abort', end, { once: true })
  return control.signal
}

/**
 * Ends the process soon, once all is kept and told, whatever timers ccxt has left behind: it renews the keys of futures' streams
 * every twenty minutes, also of those that are closed.
 */
export function leaveSoon(): void {
  // A thread that runs commands runs the next one.
  if (isMainThread) setTimeout(() => process.exit(), 250).unref()
}
