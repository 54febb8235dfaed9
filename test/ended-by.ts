import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { patienceMs } from './until.ts'

/**
 * The exit code of a process that is asked to end; null when it had to be killed, which is when a connection or a timer
 * that nobody ended keeps it.
 *
 * @param ask sends the signal; without, SIGTERM to the process itself
 */
export async function endedBy(
  child: ChildProcess,
  ask: () => unknown = () => child.kill('SIGTERM'),
): Promise<number | null> {
  const over = once(child, 'exit') as Promise<[number | null]>
  ask()
  const impatience = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  const [code] = await over
  clearTimeout(impatience)
  return code
}
