import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { inGroups, type Checked, type CheckEvent } from '../doctor/check.ts'
import type { Examination } from '../doctor/examine.ts'
import { venueChecks } from '../doctor/venue-checks.ts'

/** No check takes as long as this; where nothing is heard for so long, something stands that no timer can break off. */
const silentMsMost = 30_000

/**
 * Examines the machine in a process of its own. A library that crashes takes that one along, and what a file system still
 * owes an answer holds up its end and not ours: `process.exit` waits for such a thread, forever.
 *
 * @param script is forked; for tests, as is the time from one thing it tells to the next
 * @throws UsageError for venues and addresses that cannot be asked
 */
export function examineApart(
  wish: Examination,
  script: URL = new URL('./doctor-worker.js', import.meta.url),
  silentMs: number = silentMsMost,
): Promise<readonly Checked[]> {
  // Told here, where the command tells what is wrong with its options.
  venueChecks(wish.venues, () => undefined)
  const child = fork(fileURLToPath(script), [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [],
  })
  const found: Checked[] = []
  const underWay = new Map<string, Checked>()
  return new Promise((resolve) => {
    const end = (why: string): void => {
      clearTimeout(timer)
      letGo(child)
      const lost = [...underWay.values()].map((each) => ({ ...each, says: why }))
      resolve(inGroups([...found, ...lost, ...unseen(why, lost)]))
    }
    const silent = (): void => end(`nothing was heard of it for ${silentMs / 1_000} s`)
    let timer = setTimeout(silent, silentMsMost)
    child.on('message', (event: CheckEvent | { readonly kind: 'over' }) => {
      clearTimeout(timer)
      timer = setTimeout(silent, silentMs)
      if (event.kind === 'over') return end('')
      const { check } = event
      const key = `${check.group} ${check.name}`
      if (event.kind === 'begun') underWay.set(key, check)
      else {
        underWay.delete(key)
        found.push(check)
      }
    })
    child.once('error', (cause) => end(`the process that looks did not start: ${cause.message}`))
    child.once('exit', (code, signal) =>
      end(`the process that looked ended of it (${signal ?? `exit code ${code}`})`),
    )
    child.send(wish, () => undefined)
  })
}

/** Where a look ended before its time, what came after it was not looked at. */
function unseen(why: string, lost: readonly Checked[]): Checked[] {
  if (why === '') return []
  const says = lost.length > 0 ? 'what would have come after it was not looked at' : why
  return [
    {
      group: 'locks',
      name: 'the rest',
      status: lost.length === 0 ? 'broken' : 'remark',
      says,
      isLate: true,
    },
  ]
}

/** Not waited for: what is stuck in the system hears no signal either. */
function letGo(child: ChildProcess): void {
  child.removeAllListeners()
  child.on('error', () => undefined)
  child.kill('SIGKILL')
  if (child.connected) child.disconnect()
  child.unref()
}
