import { feeBpsInWords, isFeeBps } from '../basis-points.ts'
import { UsageError } from '../errors.ts'
import { nearestInWords } from '../nearest-names.ts'
import type { StrategySetup } from './strategy.ts'

/**
 * The index of the instrument a setting names: `venue:BASE-QUOTE`, or `venue:BASE-QUOTE:linear` where a venue lists the
 * same name twice.
 *
 * @throws UsageError when the setting is missing, or names nothing or more than one thing
 */
export function instrumentSetting({ settings, instruments }: StrategySetup, name: string): number {
  const wanted = settings[name]
  if (typeof wanted !== 'string') throw missing(name, 'an instrument, like binance:BTC-USDT')
  const found = instruments.flatMap(({ venue, name: pair, class: kind }, index) =>
    wanted === `${venue}:${pair}` || wanted === `${venue}:${pair}:${kind}` ? [index] : [],
  )
  if (found.length === 1) return found[0]!
  const all = instruments.map((each) => `${each.venue}:${each.name}:${each.class}`)
  const rest = found.length === 0 ? nearestInWords(wanted, all) : `: ${all.join(', ')}`
  throw new UsageError(
    `strategy.${name}: ${found.length === 0 ? 'no' : 'more than one'} instrument ${wanted}${rest}`,
  )
}

/** A number of the settings. @throws UsageError when it is not a finite number, or missing without a `usual` one */
export function numberSetting(
  { settings }: StrategySetup,
  name: string,
  usual: number = Number.NaN,
): number {
  const value = settings[name] ?? usual
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw missing(name, 'a number')
}

/** A fee of a venue, or its rebate. @throws UsageError when it is missing, or none a venue can have */
export function feeSetting(setup: StrategySetup, name: string): number {
  const bps = numberSetting(setup, name)
  if (isFeeBps(bps)) return bps
  throw missing(name, `${feeBpsInWords}, got ${bps}`)
}

function missing(name: string, expected: string): UsageError {
  return new UsageError(`strategy.${name}: expected ${expected}`)
}
