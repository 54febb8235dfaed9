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
import { joinedSource } from '../../exchanges/world/joined-source.ts'
import type { MarketSource } from '../../exchanges/world/market-source.ts'
import { syntheticSource } from '../../exchanges/world/synthetic-source.ts'
import { wallClock } from '../live/wall-clock.ts'
import { recordingSource } from './recording-source.ts'
import { servedVenues } from './served-venues.ts'

/** What `isobar exchange serve` is asked for. */
export interface ServeOptions {
  /** Names; absent: all. */
  readonly venues?: readonly string[]
  /** Of what is made up: every venue that no recording has. */
  readonly seed: number
  /** A folder of a recording; without, every venue is made up. */
  readonly recording?: string
  /** Seconds of the market that have passed before the first client comes: candles, trades and a full book. */
  readonly historySeconds: number
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
  const now = wallClock.now()
  const start = (now - Math.round(options.historySeconds * microsecondsPerSecond)) as Instant
  const { seed, port, failed } = options
  const served = venues.map(({ name }) => name)
  const source = await sourceOf(options, served, { start, until: now })
  return serveExchanges({
    source,
    venues,
    faults,
    keys: servedKeys,
    seed,
    clock: () => wallClock.now(),
    start,
    port,
    failed,
  })
}

/** The recording for the venues it has, the made-up market for the others. */
async function sourceOf(
  { recording, seed, failed }: ServeOptions,
  venues: readonly string[],
  span: { readonly start: Instant; readonly until: Instant },
): Promise<MarketSource> {
  const { start } = span
  if (recording === undefined) return syntheticSource({ seed, venues, start })
  const recorded = await recordingSource(recording, venues, span, failed)
  const known = new Set(recorded.instruments.list().map(({ venue }) => venue))
  const others = venues.filter((name) => !known.has(name))
  if (others.length === 0) return recorded
  return joinedSource(recorded, syntheticSource({ seed, venues: others, start }))
}
