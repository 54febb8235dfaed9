import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BarSeries } from '../src/core/bars.ts'

/** Writes bars as a file a command reads, `<NAME>-<timeframe>.csv` in a folder; its path. */
export function writeBars(folder: string, bars: BarSeries): string {
  const lines = [...bars.times.keys()].map((row) =>
    [
      bars.times[row]! / 1000,
      bars.open[row],
      bars.high[row],
      bars.low[row],
      bars.close[row],
      bars.volume[row],
    ].join(','),
  )
  const path = join(folder, `${bars.instrument.name}-${bars.timeframe.label}.csv`)
  writeFileSync(path, `timestamp,open,high,low,close,volume\n${lines.join('\n')}\n`)
  return path
}
