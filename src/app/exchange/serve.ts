import { UsageError } from '../../core/errors.ts'
import { microsecondsPerSecond, type Instant } from '../../core/time.ts'
import {
  turnSwitches,
  usualSwitches,
  type FaultSettings,
  type FaultSwitches,
} from '../../exchanges/faults/fault-switches.ts'
import { serveExchanges, type RunningExchange } from '../../exchanges/serving/exchange-server.ts'
import type { VenueKeys } from '../../exchanges/serving/served-venue.ts'
import { syntheticSource } from '../../exchanges/world/synthetic-source.ts'
import { servedVenues } from './served-venues.ts'
import { wallClock } from './wall-clock.ts'

/** What `isobar exchange serve` is asked for. */
export interface ServeOptions {
  /** Names; absent: all. */
  readonly venues?: readonly string[]
  readonly seed: number
  readonly port: number
  readonly faults: FaultSettings
  readonly failed: (error: unknown) => void
}

/** The key every client uses; nothing of worth is behind it. Fixed, so that a rehearsal needs no set-up. */
export const servedKeys: VenueKeys = {
  key: 'isobar',
  secret: 'aXNvYmFyLWlzb2Jhci1pc29iYXI=',
  passphrase: 'isobar',
}

/** Seconds of the market that have passed before the first client comes: candles, trades and a full book. */
const warmUpSeconds = 60

/** @throws UsageError for a venue that cannot be served or a fault that is none */
export async function serve(options: ServeOptions): Promise<RunningExchange> {
  const names = options.venues ?? servedVenues.map(({ name }) => name)
  const venues = [...new Set(names)].map((name) => {
    const venue = servedVenues.find((each) => each.name === name)
    if (venue !== undefined) return venue
    const known = servedVenues.map((each) => each.name).join(', ')
    throw new UsageError(`--venues: no ${name} can be served; there are ${known}`)
  })
  const faults = new Map<string, FaultSwitches>(
    venues.map(({ name }) => [name, { ...usualSwitches }]),
  )
  const wrong = turnSwitches(faults, options.faults)
  if (wrong !== undefined) throw new UsageError(`--faults: ${wrong}`)
  const clock = wallClock()
  const start = (clock() - warmUpSeconds * microsecondsPerSecond) as Instant
  const { seed, port, failed } = options
  const source = syntheticSource({ seed, venues: venues.map(({ name }) => name), start })
  return serveExchanges({
    source,
    venues,
    faults,
    keys: servedKeys,
    seed,
    clock,
    start,
    port,
    failed,
  })
}
