import { atomsOf } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import { lotsOf, type Lots, type Step } from '../../core/price.ts'
import { plainRules, type TradingRules, type TradingTerms } from '../../core/trading-rules.ts'
import type { Instant } from '../../core/time.ts'
import type { RulesConfig } from './instrument-config.ts'

/**
 * Rules in the units of prices and quantities as an instrument counts them.
 *
 * @throws UsageError when a step is no multiple of the one its books are counted in
 */
export function tradingRules(config: RulesConfig, instrument: Instrument): TradingRules {
  if (Object.keys(config).length === 0) return plainRules
  const { tickSize, lotSize, minQuantity, maxQuantity, minNotional, bandBps } = config
  const { tickSize: tick, lotSize: lot } = instrument
  const place = `venues, ${instrument.venue}, rules of ${instrument.name}`
  const minLots = minQuantity === undefined ? undefined : lotsUp(minQuantity, lot)
  const terms: TradingTerms = {
    from: -Infinity as Instant,
    ...(tickSize === undefined
      ? {}
      : { tickMultiple: multiple(tickSize, tick, `${place}: tickSize`) }),
    ...(lotSize === undefined ? {} : { lotMultiple: multiple(lotSize, lot, `${place}: lotSize`) }),
    ...(minLots === undefined ? {} : { minLots }),
    ...(maxQuantity === undefined ? {} : { maxLots: lotsOf(maxQuantity, lot) }),
    ...(minNotional === undefined ? {} : { minNotionalAtoms: atomsOf(minNotional) }),
    ...(bandBps === undefined ? {} : { bandBps }),
  }
  return [terms]
}

/** The fewest lots that are at least a quantity. */
function lotsUp(quantity: number, lot: Step): Lots {
  const steps = (quantity * 10 ** lot.decimals) / lot.units
  const nearest = Math.round(steps)
  return (Math.abs(steps - nearest) < 1e-9 * steps ? nearest : Math.ceil(steps)) as Lots
}

function multiple(step: number, counted: Step, place: string): number {
  const times = (step * 10 ** counted.decimals) / counted.units
  const nearest = Math.round(times)
  // A double's own rounding, no more.
  if (nearest >= 1 && Math.abs(times - nearest) < 1e-9 * nearest) return nearest
  const own = counted.units / 10 ** counted.decimals
  throw new UsageError(
    `${place}: expected a multiple of ${own}, in which it is recorded, got ${step}`,
  )
}
