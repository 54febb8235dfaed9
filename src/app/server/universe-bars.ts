import type { BarSeries } from '../../core/bars.ts'
import type { FundingSeries } from '../../core/funding.ts'
import { IsobarError } from '../../core/errors.ts'
import type { Universe } from '../../protocol/desk.ts'
import type { BacktestInput } from '../../research/pairs/backtest-options.ts'
import { usableUnsealed, type UsableBars } from '../usable-bars.ts'
import type { DeskData } from './desk-data.ts'
import { serverLimits } from './limits.ts'
import { recentCache } from './recent-cache.ts'

/** Two series of a universe. */
export interface PairLegs {
  readonly universe: Universe
  readonly y: string
  readonly x: string
}

/** A pair as it may be looked at. */
interface PairBars {
  readonly input: BacktestInput
  /** What is sealed, or was. */
  readonly notes: readonly string[]
}

/** The bars of this desk, each up to where it is sealed: nothing else of the server sees more of them. */
export interface DeskBars {
  /** All series end where the first of them is sealed, as those of a command over a folder. */
  universe(universe: Universe): Promise<UsableBars>
  /** Both legs end where the first of them is sealed. @throws IsobarError when one has no bars */
  pair(legs: PairLegs): Promise<PairBars>
  funding(bars: BarSeries): Promise<FundingSeries | undefined>
  /** Another text once the seals are others. */
  sealsStamp(): string
}

/** The universes used last are read once however many ask at the same time; their seals are read for every question. */
export function deskBars(data: DeskData): DeskBars {
  const reading = recentCache<Promise<UsableBars>>(serverLimits.universesKeptMax)
  const wholeOf = (universe: Universe): Promise<UsableBars> => {
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

  return {
    async universe(universe) {
      const whole = await wholeOf(universe)
      return usableUnsealed(whole, await data.unsealed(whole.series))
    },
    async pair({ universe, y, x }) {
      const { series: bars } = await wholeOf(universe)
      const named = (name: string): BarSeries => {
        const found = bars.find((series) => series.instrument.name === name)
        if (found !== undefined) return found
        throw new IsobarError('data', `${name} is listed under ${universe.venue} but has no bars`)
      }
      const { series, notes } = await data.unsealed([named(y), named(x)])
      const [yBars, xBars] = series as [BarSeries, BarSeries]
      const [yFunding, xFunding] = [await data.funding(yBars), await data.funding(xBars)]
      const input = {
        y: yBars,
        x: xBars,
        ...(yFunding === undefined ? {} : { yFunding }),
        ...(xFunding === undefined ? {} : { xFunding }),
      }
      return { input, notes }
    },
    funding: (bars) => data.funding(bars),
    sealsStamp: () => data.sealsStamp(),
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
