import type { Universe } from '../../protocol/desk.ts'
import type { UsableBars } from '../usable-bars.ts'
import type { DeskData } from './desk-data.ts'
import { serverLimits } from './limits.ts'
import { recentCache } from './recent-cache.ts'

/** The bars of the universes used last, read once however many ask at the same time. */
export function universeBars(data: DeskData): (universe: Universe) => Promise<UsableBars> {
  const reading = recentCache<Promise<UsableBars>>(serverLimits.universesKeptMax)
  return (universe) => {
    const key = universeKey(universe)
    const known = reading.get(key)
    if (known !== undefined) return known
    const fresh = data.bars(universe)
    reading.set(key, fresh)
    // A file that could not be read may be there next time; whoever asked has the promise, and its failure.
    fresh.catch(() => {
      if (reading.get(key) === fresh) reading.delete(key)
    })
    return fresh
  }
}

export function universeKey({
  venue,
  timeframe,
}: {
  readonly venue: string
  readonly timeframe: string
}): string {
  return `${venue} ${timeframe}`
}
