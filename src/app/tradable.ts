import type { BarSeries } from '../core/bars.ts'
import type { UsableBars } from './usable-bars.ts'

/**
 * What can be traded of a universe; the rest is left out with its reason. Opens are filled at, so each must be a price;
 * coin-margined contracts have a profit in quote that is not linear in price.
 */
export function tradable<Bars extends UsableBars>(usable: Bars): Bars {
  const faults = new Map(usable.series.map((bars) => [bars, faultOf(bars)]))
  const left = usable.series.flatMap((bars) => {
    const reason = faults.get(bars)
    return reason === undefined ? [] : [{ series: bars.instrument.name, reason }]
  })
  return {
    ...usable,
    series: usable.series.filter((bars) => faults.get(bars) === undefined),
    skipped: [...usable.skipped, ...left],
  }
}

function faultOf({ instrument, open }: BarSeries): string | undefined {
  const { base, quote } = instrument
  if (instrument.class === 'inverse') {
    return `margined in ${base}: its profit in ${quote} is not linear in price`
  }
  const row = open.findIndex((price) => !(price > 0))
  return row < 0 ? undefined : `the open of bar ${row + 1} is no price: ${open[row]}`
}
