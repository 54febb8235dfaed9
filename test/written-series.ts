import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

const HOUR_MS = 3_600_000

/** Writes values as hourly closes, the least a statistical command reads; gives the path. */
export function writtenSeries(folder: string, name: string, values: Float64Array): string {
  const path = join(folder, `${name}.csv`)
  const lines = Array.from(values, (value, row) => `${1_700_000_000_000 + row * HOUR_MS},${value}`)
  writeFileSync(path, `timestamp,close\n${lines.join('\n')}\n`)
  return path
}
