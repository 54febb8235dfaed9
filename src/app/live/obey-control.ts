import { errorText } from '../../core/errors.ts'
import type { Duration } from '../../core/time.ts'
import { controlEveryMs, takeControl } from './control-file.ts'
import type { LiveDriver } from './live-driver.ts'
import type { LiveSetup } from './live-setup.ts'
import { rest } from './rest.ts'
import { runStatus, writeRunStatus } from './run-status.ts'

const statusEveryUs = 2_000_000

/** Takes what other processes ask for, and tells them how the run stands. */
export async function obeyControl(
  driver: LiveDriver,
  setup: LiveSetup,
  /** Its folder. */
  journal: string,
  over: AbortSignal,
): Promise<void> {
  const { clock, tell } = setup
  let toldAt = -Infinity
  while (!over.aborted) {
    const asked = await takeControl(journal).catch((cause: unknown) => {
      tell(`looking for requests: ${errorText(cause)}`)
      return undefined
    })
    if (asked?.kind === 'kill') driver.kill(asked.reason, asked.flatten)
    if (asked?.kind === 'resume') driver.resume()
    const now = clock.now()
    if (now - toldAt > statusEveryUs) {
      toldAt = now
      await writeRunStatus(journal, runStatus(driver, setup)).catch((cause: unknown) =>
        tell(errorText(cause)),
      )
    }
    await rest(clock, (controlEveryMs * 1_000) as Duration, over)
  }
}
