import type { BarSeries } from '../../core/bars.ts'
import { formatInstant, instantFromMilliseconds, type Instant } from '../../core/time.ts'
import type { BookDriver } from './trading/book-driver.ts'
import type { FundingGap } from './funding-gaps.ts'
import { closeTime } from './relation/joined-legs.ts'

/** What a reader of the result has to know beside its numbers. */
export function backtestNotes(driver: BookDriver, gaps: readonly FundingGap[]): string[] {
  const lastTrade = driver.trades.at(-1)
  return [
    ...runNotes(driver, gaps),
    ...[...driver.markets.values()]
      .map(({ bars }) => bars)
      .filter((bars) => hasEnded(bars, driver))
      .map(
        (bars) =>
          `${bars.instrument.name} ended at ${formatInstant(closeTime(bars, bars.times.at(-1) ?? 0))}, before the other leg`,
      ),
    ...(lastTrade?.exitReason === 'series-ended'
      ? [
          `its pair was closed at the last price, ${formatInstant(instantFromMilliseconds(lastTrade.exitTime))}`,
        ]
      : []),
  ]
}

/** What holds for any run over a book: currencies, funding, fills that were put off. */
export function runNotes(driver: BookDriver, gaps: readonly FundingGap[]): string[] {
  const { lapsedOpens, delayedCloses, adjustments, cutOpens, cappedOpens } = driver
  const markets = [...driver.markets.values()]
  const quotes = [...new Set(markets.map(({ bars }) => bars.instrument.quote))]
  const bare = markets.filter(
    ({ bars, funding }) => funding === undefined && bars.instrument.class === 'linear',
  )
  const ruin = driver.equity.findIndex((mark) => mark <= 0)
  return [
    ...(ruin < 0
      ? []
      : [
          `equity fell to nothing on ${formatInstant(driver.calendar[ruin]! as Instant).slice(0, 10)}: an account would have ended there, and what follows is arithmetic`,
        ]),
    ...(quotes.length === 1
      ? []
      : [
          `${quotes.join(' and ')} are added one to one: money in one is taken for money in the other`,
        ]),
    ...(bare.length === 0
      ? []
      : [
          `no funding was given for ${bare.map(({ bars }) => bars.instrument.name).join(' and ')}: a perpetual that pays and receives none`,
        ]),
    ...(gaps.length === 0
      ? []
      : [`${gaps.length} settlements missing while held, counted as nothing`]),
    ...(adjustments === 0
      ? []
      : [`${adjustments} times the legs were brought back to their hedge ratios`]),
    ...(lapsedOpens === 0
      ? []
      : [`${lapsedOpens} openings lapsed: no volume on a leg, or less than a lot`]),
    ...(cutOpens === 0 ? [] : [`${cutOpens} openings were cut to the room a cap left`]),
    ...(cappedOpens === 0 ? [] : [`${cappedOpens} openings were left out: a cap left no room`]),
    ...(delayedCloses === 0
      ? []
      : [`closing waited ${delayedCloses} bars for volume on both legs`]),
  ]
}

function hasEnded(bars: BarSeries, { lastOpen, duration }: BookDriver): boolean {
  return lastOpen - (bars.times.at(-1) ?? 0) > duration
}
