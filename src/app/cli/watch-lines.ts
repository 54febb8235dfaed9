import type { WatchIntent, WatchReading } from '../../research/pairs/watch-result.ts'
import { decimal, minuteOf, money, probability } from './format.ts'

/** A reading for a person: where the pair stands, on which relation, what it wants next. */
export function watchLines(reading: WatchReading): string[] {
  const { parameters, time, closes, fold, hedgeRatio, zScore } = reading
  const relation =
    fold.untraded ??
    `hedge ${decimal(hedgeRatio, 4)}, p ${probability(fold.pValue)}, half-life ${decimal(fold.halfLifeBars, 1)} bars${reading.isBroken ? ', BROKEN' : ''}`
  return [
    `${minuteOf(time)} UTC  ${parameters.y} ${closes.y}  ${parameters.x} ${closes.x}  z ${decimal(zScore, 2)}  ${reading.stance}`,
    `  relation of ${minuteOf(fold.trainFrom)} to ${minuteOf(fold.trainTo)}: ${relation}`,
    ...position(reading),
    `  at the next open: ${intent(reading.intent)}`,
  ]
}

function position({ position: held }: WatchReading): string[] {
  if (held === null) return []
  const legs = held.legs.map(({ instrument, quantity }) => `${decimal(quantity, 6)} ${instrument}`)
  return [
    `  held ${held.side} since ${minuteOf(held.entryTime)} (${held.holdingBars} bars): ${legs.join(', ')}, ${money(held.pnl)} so far`,
  ]
}

function intent(wanted: WatchIntent | null): string {
  if (wanted === null) return 'nothing'
  if (wanted.kind === 'close') return `close, ${wanted.reason}`
  const legs = wanted.legs.map(
    ({ instrument, quantity }) =>
      `${quantity > 0 ? 'buy' : 'sell'} ${decimal(Math.abs(quantity), 6)} ${instrument}`,
  )
  return wanted.kind === 'open'
    ? `open ${wanted.side}: ${legs.join(', ')}`
    : `adjust: ${legs.filter((_, k) => wanted.legs[k]!.quantity !== 0).join(', ')}`
}
