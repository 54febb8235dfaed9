import { join } from 'node:path'
import { isCheckout, packageFolder } from '../package-facts.ts'
import { toldChecked, type Check, type CheckEvent } from './check.ts'
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
}

/**
 * Looks at everything that commands need, one after another where one would slow another: the disk alone, then the venues
 * together, whose questions may hold the threads that files are written on.
 *
 * @param tell hears of each check as it is made
 * @throws UsageError for venues and addresses that cannot be asked, before anything is looked at
 */
export async function examine(wish: Examination, tell: (event: CheckEvent) => void): Promise<void> {
  const { home, folder, journal, keys } = wish
  const environment = process.env
  const looks: VenueLook[] = []
  const venues = venueChecks(wish.venues, (look) => looks.push(look))
  // What is looked through is bounded, and where commands are called may be anywhere: last.
  const folders = [...(journal === undefined ? [] : [journal]), home, folder]
  const local: readonly Check[] = [
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
  for (const check of local) await toldChecked(check, tell)
  await Promise.all(venues.map((check) => toldChecked(check, tell)))
  await toldChecked(clockCheck(watch, looks), tell)
}
