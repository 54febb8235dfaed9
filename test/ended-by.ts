import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { slowness } from './slowness.ts'
import { patienceMs } from './until.ts'

/** How a process is asked to end, and how long it may take. */
export interface Ending {
  /** Sends the signal; without, SIGTERM to the process itself. */
  readonly ask?: () => unknown
  /** On a machine that is its own; a busy one is given so much more as it is slower. Without, nothing is said of it. */
  readonly withinMs?: number
}

/**
 * The exit code of a process that is asked to end; null when it had to be killed, which is when a connection or a timer
 * that nobody ended keeps it.
 *
 * @throws Error where it took longer than it may
 */
export async function endedBy(child: ChildProcess, ending: Ending = {}): Promise<number | null> {
  const { ask = () => child.kill('SIGTERM'), withinMs = patienceMs } = ending
  if (child.exitCode !== null) return child.exitCode
  const before = slowness()
  const over = once(child, 'exit') as Promise<[number | null]>
  const asked = performance.now()
  ask()
  const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  const [code] = await over
  const took = performance.now() - asked
  clearTimeout(impatience)
  const allowed = withinMs * Math.max(before, slowness())
  if (took > allowed) throw new Error(`took ${took} ms to end, of ${allowed} on this machine`)
  return code
}
