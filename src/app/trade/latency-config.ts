import { readFileSync } from 'node:fs'
import { UsageError } from '../../core/errors.ts'
import { parseInstant } from '../../core/time.ts'
import type { RecordedLatencies } from '../../simulation/venue/latency/order-latency.ts'
import { worldFileError } from '../../stores/data-error.ts'
import { notNegative, positive, type Fields } from './config-fields.ts'

/** How long something is under way, as a configuration says it. */
export type LatencyConfig =
  | { readonly kind: 'constant'; readonly ms: number }
  /** A floor and a lognormal on top. */
  | {
      readonly kind: 'drawn'
      readonly floorMs: number
      readonly medianMs: number
      readonly sigma: number
    }
  | { readonly kind: 'recorded'; readonly file: string; readonly latencies: RecordedLatencies }

/** A figure, `{ floorMs, medianMs, sigma }`, or `{ file, share }` of what was measured. */
export function latencyConfig(fields: Fields, name: string, usual: number): LatencyConfig {
  const value = fields.value(name, usual)
  if (typeof value !== 'object' || value === null) {
    return { kind: 'constant', ms: fields.number(name, usual, notNegative) }
  }
  const terms = fields.record(name)
  const config = terms.has('file') ? recorded(terms) : drawn(terms)
  terms.end()
  return config
}

function drawn(terms: Fields): LatencyConfig {
  return {
    kind: 'drawn',
    floorMs: terms.number('floorMs', 0, notNegative),
    medianMs: terms.needed('medianMs', positive),
    sigma: terms.number('sigma', 0.5, notNegative),
  }
}

function recorded(terms: Fields): LatencyConfig {
  const file = terms.text('file', '')
  const part = terms.number('share', 1, { above: 0, most: 1 })
  const { times, latencies } = readLatencies(file)
  return {
    kind: 'recorded',
    file,
    latencies: { times, latencies: latencies.map((each) => each * part) },
  }
}

/**
 * Measured latencies: rows of an instant (ISO 8601 or epoch milliseconds) and milliseconds, ascending, after a header
 * or not.
 */
export function readLatencies(file: string): RecordedLatencies {
  const rows = rowsOf(file)
  const parsed = rows.map((row, at) => {
    const [time = '', milliseconds = ''] = row.split(',').map((cell) => cell.trim())
    const instant = parseInstant(time)
    const ms = milliseconds === '' ? Number.NaN : Number(milliseconds)
    if (instant === undefined || !Number.isFinite(ms)) {
      throw new UsageError(`${file}: row ${at + 1}: expected an instant and milliseconds`)
    }
    return { instant, microseconds: ms * 1_000 }
  })
  if (parsed.length === 0) throw new UsageError(`${file}: there are no measured latencies in it`)
  const falls = parsed.findIndex(({ instant }, at) => at > 0 && instant <= parsed[at - 1]!.instant)
  if (falls >= 0) throw new UsageError(`${file}: row ${falls + 1}: not after the one before`)
  return {
    times: Float64Array.from(parsed, ({ instant }) => instant),
    latencies: Float64Array.from(parsed, ({ microseconds }) => microseconds),
  }
}

/** Rows of numbers: a first one of names is none. */
function rowsOf(file: string): string[] {
  const rows = textOf(file)
    .split(/\r?\n/)
    .filter((row) => row.trim() !== '')
  return /^\s*[a-z_]/i.test(rows[0] ?? '') ? rows.slice(1) : rows
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw worldFileError(file, cause)
  }
}
