import { turnSwitches, usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import {
  serveExchanges,
  type RunningExchange,
} from '../../src/exchanges/serving/exchange-server.ts'
import { syntheticSource } from '../../src/exchanges/world/synthetic-source.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { servedVenues } from '../../src/app/exchange/served-venues.ts'
import { wallClock } from '../../src/app/live/wall-clock.ts'
import type { Instant } from '../../src/core/time.ts'

/**
 * Exchanges in this process, with ten seconds behind them: enough for candles and a book.
 *
 * @param aheadUs how far their clock is ahead of the wall's
 */
export async function served(
  venues: readonly string[],
  faults: Readonly<Record<string, number>> = {},
  aheadUs: () => number = () => 0,
): Promise<RunningExchange & { turn(settings: Readonly<Record<string, number>>): void }> {
  const switches = new Map(venues.map((name) => [name, { ...usualSwitches }]))
  const turn = (settings: Readonly<Record<string, number>>): void => {
    const wrong = turnSwitches(switches, settings)
    if (wrong !== undefined) throw new Error(wrong)
  }
  turn(faults)
  const start = (wallClock.now() - 10_000_000) as Instant
  const running = await serveExchanges({
    source: syntheticSource({ seed: 11, venues, start }),
    venues: servedVenues.filter(({ name }) => venues.includes(name)),
    faults: switches,
    keys: servedKeys,
    seed: 11,
    clock: () => (wallClock.now() + aheadUs()) as Instant,
    start,
    port: 0,
    failed: (error) => {
      throw error
    },
  })
  return { ...running, turn }
}
