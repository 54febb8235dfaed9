import { join } from 'node:path'
import { isCheckout, packageFolder } from '../package-facts.ts'
import { checked, checkGroups, type Check, type Checked } from './check.ts'
import { diskChecks } from './disk-checks.ts'
import { keyChecks } from './key-checks.ts'
import { lockChecks } from './lock-checks.ts'
import { clockCheck, priorityCheck, watchClock } from './machine-checks.ts'
import { portChecks, type WantedPort } from './port-checks.ts'
import { programChecks } from './program-checks.ts'
import { venueChecks, type AskedTime, type VenueLook } from './venue-checks.ts'

/** What a machine is examined for. */
export interface Examination {
  readonly home: string
  readonly folder: string
  readonly journal: string | undefined
  readonly keys: readonly string[]
  readonly venues: readonly AskedTime[]
  readonly ports: readonly WantedPort[]
  readonly environment: Readonly<Record<string, string | undefined>>
}

/**
 * Looks at everything that commands need, one after another where one would slow another: the disk alone, then the venues
 * together, whose questions may hold the threads that files are written on.
 *
 * @throws UsageError for venues and addresses that cannot be asked, before anything is looked at
 */
export async function examine(wish: Examination): Promise<readonly Checked[]> {
  const { home, folder, journal, keys, environment } = wish
  const looks: VenueLook[] = []
  const venues = venueChecks(wish.venues, (look) => looks.push(look))
  // What is looked through is bounded, and where commands are called may be anywhere: last.
  const folders = [...(journal === undefined ? [] : [journal]), home, folder]
  const local = [
    ...programChecks(environment),
    ...diskChecks({ home, journal }),
    priorityCheck,
    ...keyChecks({ environment, files: keys, folders: [folder, home] }),
    ...portChecks(wish.ports),
    ...lockChecks({
      build: isCheckout ? join(packageFolder, '.cache', 'lock') : undefined,
      folders,
    }),
  ]
  const watch = watchClock()
  const found = [
    ...(await inTurn(local)),
    ...(await Promise.all(venues.map(checked))),
    await checked(clockCheck(watch, looks)),
  ]
  return checkGroups.flatMap((group) => found.filter((each) => each.group === group))
}

async function inTurn(checks: readonly Check[]): Promise<Checked[]> {
  const found: Checked[] = []
  for (const check of checks) found.push(await checked(check))
  return found
}
