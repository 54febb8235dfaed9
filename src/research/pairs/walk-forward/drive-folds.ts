import { later, type Instant } from '../../../core/time.ts'
import type { BarSeries } from '../../../core/bars.ts'
import type { OpenPair } from '../backtest-result.ts'
import { adoptFold } from '../trading/adopt-fold.ts'
import { driveBar, startDriver, type BookDriver } from '../trading/book-driver.ts'
import { legMarket } from '../trading/leg-market.ts'
import { openPairOf } from '../trading/position.ts'
import { calendarOf } from './fold-windows.ts'
import { newTally, tallyClose, type ExposureTally } from './exposure.ts'
import { betasOf, factorOf } from './factor.ts'
import type { FormedFold } from './form-fold.ts'
import type { WalkForwardInput, WalkForwardOptions } from './options.ts'

/** All folds, traded to the end of the data. */
export interface DrivenFolds {
  readonly driver: BookDriver
  readonly open: readonly OpenPair[]
  readonly tally: ExposureTally
  readonly factor: BarSeries | undefined
  /** The factor's last close at each close of the calendar; NaN before its first. */
  readonly factorPrices: Float64Array
}

/** Trades what the folds chose, one after another, on one book. */
export function driveFolds(
  { universe, funding }: WalkForwardInput,
  options: WalkForwardOptions,
  folds: readonly FormedFold[],
  delayBars: number,
): DrivenFolds {
  const capital = capitalOf(options)
  const markets = universe.map((bars) =>
    legMarket(bars, funding.get(bars.instrument.name), options),
  )
  const calendar = calendarOf(universe, folds[0]!.window.tradingFrom)
  const caps = {
    gross: options.gross === null ? Infinity : options.gross * capital,
    coin: options.coinCap === null ? Infinity : options.coinCap * capital,
  }
  const driver = startDriver(markets, calendar, options, { capital, delayBars, caps })
  const tally = newTally()
  const factor = factorOf(universe)
  let row = 0
  for (const { window, chosen, listed } of folds) {
    const models = chosen.map(({ model }) => model).filter(({ hedge }) => hedge !== undefined)
    adoptFold(driver, models, window.tradingFrom)
    const betas = betasOf(listed, factor)
    for (; row < calendar.length && calendar[row]! < window.tradingTo; row++) {
      driveBar(driver, row)
      tallyClose(tally, driver, betas)
    }
  }
  return {
    driver,
    open: openAtEnd(driver),
    tally,
    factor,
    factorPrices: carried(factor, calendar),
  }
}

/** What equity begins with: enough for every relation a fold may choose. */
export function capitalOf({ notional, maxPairs }: WalkForwardOptions): number {
  return notional * maxPairs
}

/** What is open at the end is marked at the last prices. */
function openAtEnd({ traders, book, calendar, duration, options }: BookDriver): OpenPair[] {
  const time = later((calendar.at(-1) ?? 0) as Instant, duration)
  return [...traders.values()].flatMap(({ position, row }) => {
    if (position === undefined) return []
    const prices = position.legs.map(
      ({ market }) => book.holdings.get(market.bars.instrument.name)!.price,
    )
    return [openPairOf(position, { time, prices, row: row - 1 }, options.rebalance)]
  })
}

function carried(bars: BarSeries | undefined, calendar: Float64Array): Float64Array {
  let row = 0
  return calendar.map((open) => {
    if (bars === undefined) return Number.NaN
    while (row < bars.times.length && bars.times[row]! <= open) row++
    return bars.close[row - 1] ?? Number.NaN
  })
}
