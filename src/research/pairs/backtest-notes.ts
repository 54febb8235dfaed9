import type { BarSeries } from '../../core/bars.ts'
import { formatInstant, instantFromMilliseconds } from '../../core/time.ts'
import type { BacktestInput } from './backtest-options.ts'
import type { BarDriver } from './bar-driver.ts'
import type { FundingGap } from './funding-gaps.ts'
import { closeTime } from './pair-columns.ts'

/** What a reader of the result has to know beside its numbers. */
export function backtestNotes(driver: BarDriver, gaps: readonly FundingGap[]): string[] {
  const { input, trades, lapsedOpens, delayedCloses } = driver
  const ended = endedEarly(input)
  const lastTrade = trades.at(-1)
  const bare = [
    ...(input.yFunding === undefined ? [input.y] : []),
    ...(input.xFunding === undefined ? [input.x] : []),
  ].filter(({ instrument }) => instrument.class === 'linear')
  const { quote: yQuote } = input.y.instrument
  const { quote: xQuote } = input.x.instrument
  return [
    ...(yQuote === xQuote
      ? []
      : [
          `${yQuote} and ${xQuote} are added one to one: money in one is taken for money in the other`,
        ]),
    ...(bare.length === 0
      ? []
      : [
          `no funding was given for ${bare.map(({ instrument }) => instrument.name).join(' and ')}: a perpetual that pays and receives none`,
        ]),
    ...(gaps.length === 0
      ? []
      : [`${gaps.length} settlements missing while held, counted as nothing`]),
    ...(lapsedOpens === 0
      ? []
      : [`${lapsedOpens} openings lapsed: no volume on a leg, or less than a lot`]),
    ...(delayedCloses === 0
      ? []
      : [`closing waited ${delayedCloses} bars for volume on both legs`]),
    ...(ended === undefined
      ? []
      : [
          `${ended.instrument.name} ended at ${formatInstant(closeTime(ended, ended.times.at(-1) ?? 0))}, before the other leg`,
        ]),
    ...(lastTrade?.exitReason === 'series-ended'
      ? [
          `its pair was closed at the last price, ${formatInstant(instantFromMilliseconds(lastTrade.exitTime))}`,
        ]
      : []),
  ]
}

/** The series that has no more bars while the other goes on for longer than one. */
export function endedEarly({ y, x }: BacktestInput): BarSeries | undefined {
  const ahead = (y.times.at(-1) ?? 0) - (x.times.at(-1) ?? 0)
  if (Math.abs(ahead) <= y.timeframe.duration) return undefined
  return ahead > 0 ? x : y
}
