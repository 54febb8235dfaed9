import type { BarSeries } from '../../core/bars.ts'

/**
 * The same bars over shared memory, so that threads read one copy.
 *
 * 100 series of 8,760 bars are 42 MB: cloning them into each thread costs more than many a screen.
 */
export function sharedBars(bars: BarSeries): BarSeries {
  return {
    ...bars,
    times: sharedColumn(bars.times),
    open: sharedColumn(bars.open),
    high: sharedColumn(bars.high),
    low: sharedColumn(bars.low),
    close: sharedColumn(bars.close),
    volume: sharedColumn(bars.volume),
  }
}

function sharedColumn(column: Float64Array): Float64Array {
  if (column.buffer instanceof SharedArrayBuffer) return column
  const shared = new Float64Array(new SharedArrayBuffer(column.byteLength))
  shared.set(column)
  return shared
}
