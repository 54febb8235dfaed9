import { formatInstant } from '../../../core/time.ts'
import { runNotes } from '../backtest-notes.ts'
import type { FundingGap } from '../funding-gaps.ts'
import { closeTime } from '../relation/joined-legs.ts'
import type { BookDriver } from '../trading/book-driver.ts'

/** What a reader of a walk-forward has to know beside its numbers. */
export function walkForwardNotes(driver: BookDriver, gaps: readonly FundingGap[]): string[] {
  const { trades, markets, lastOpen, duration } = driver
  const closed = trades.filter(({ exitReason }) => exitReason === 'series-ended')
  const ended = [...markets.values()]
    .map(({ bars }) => bars)
    .filter(({ times }) => lastOpen - (times.at(-1) ?? 0) > duration)
  return [
    ...runNotes(driver, gaps),
    ...ended.map((bars) => {
      const { name } = bars.instrument
      const own = closed.filter(({ legs }) => legs.some(({ instrument }) => instrument === name))
      const end = formatInstant(closeTime(bars, bars.times.at(-1) ?? 0))
      return `${name} ended at ${end}: ${own.length === 0 ? 'nothing was held of it' : `${own.length} of its relations closed at the last prices`}`
    }),
  ]
}
