import { setTimeout as pause } from 'node:timers/promises'
import { vi } from 'vitest'

/**
 * For how long a test waits for what has to come: no measure of anything, only the end of a wait that would have none.
 * What takes a second alone took 20 on two cores that five other jobs were busy on.
 */
export const patienceMs = 60_000

const lookEveryMs = 10

/**
 * Waits for a condition.
 *
 * @param what says what is there instead, when patience ends
 * @param everyMs longer where looking costs the one who is looked at
 * @throws Error when patience ends
 * @example await until(() => posts.length === 2)
 */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  what: () => unknown = () => 'nothing more is known',
  everyMs: number = lookEveryMs,
): Promise<void> {
  const end = performance.now() + patienceMs
  while (!(await isTrue())) {
    if (performance.now() > end) {
      const there = await what()
      throw new Error(`not within ${patienceMs} ms: ${isTrue.toString()}: ${String(there)}`)
    }
    await pause(everyMs)
  }
}

/**
 * Looks until what is expected in it holds. (`vi.waitFor` by itself gives up after one second.)
 *
 * @param everyMs longer where looking costs the one who is looked at
 * @example await eventually(() => expect(bars).toHaveBeenCalledTimes(2))
 */
export function eventually<T>(
  look: () => T | Promise<T>,
  everyMs: number = lookEveryMs,
): Promise<T> {
  return vi.waitFor(look, { timeout: patienceMs, interval: everyMs })
}
