import { readFileSync } from 'node:fs'
import { parseInstant } from '../../core/time.ts'
import type { RecordedLatencies } from '../../simulation/venue/latency/order-latency.ts'
import { DataError, worldFileError } from '../../stores/data-error.ts'
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
  | {
      readonly kind: 'recorded'
      readonly file: string
      readonly share: number
      readonly latencies: RecordedLatencies
    }

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
    share: part,
    latencies: { times, latencies: latencies.map((each) => each * part) },
  }
}

/**
 * Measured latencies: rows of an instant (ISO 8601 or epoch milliseconds) and milliseconds, ascending, after a header
 * or not.
 *
 * @param sign `signed`: how far one clock is behind another may be below zero, a latency may not
 * @throws DataError naming the row that is something else
 */
export function readLatencies(
  file: string,
  sign: 'signed' | 'not-negative' = 'not-negative',
): RecordedLatencies {
  const rows = rowsOf(file)
  if (rows.length === 0) {
    throw new DataError({ file, expected: 'rows of an instant and milliseconds', came: 'none' })
  }
  let last = -Infinity
  const parsed = rows.map(({ row, cells: [time = '', milliseconds = ''] }) => {
    const instant = parseInstant(time)
    if (instant === undefined) {
      const expected = 'an instant, ISO 8601 or epoch milliseconds'
      throw new DataError({ file, row, column: 'instant', expected, came: cameOf(time) })
    }
    if (instant <= last) {
      const expected = 'an instant after that of the row before'
      throw new DataError({ file, row, column: 'instant', expected, came: time })
    }
    last = instant
    const ms = milliseconds === '' ? Number.NaN : Number(milliseconds)
    if (!Number.isFinite(ms) || (ms < 0 && sign === 'not-negative')) {
      const expected = sign === 'signed' ? 'milliseconds' : 'milliseconds, not below zero'
      throw new DataError({ file, row, column: 'ms', expected, came: cameOf(milliseconds) })
    }
    return { instant, microseconds: ms * 1_000 }
  })
  return {
    times: Float64Array.from(parsed, ({ instant }) => instant),
    latencies: Float64Array.from(parsed, ({ microseconds }) => microseconds),
  }
}

function cameOf(cell: string): string {
  return cell === '' ? 'nothing' : cell
}

interface CsvRow {
  /** 1-based line of the file. */
  readonly row: number
  readonly cells: readonly string[]
}

/** Rows of numbers: a first one of names is none, and neither is an empty line. */
function rowsOf(file: string): readonly CsvRow[] {
  const rows = textOf(file)
    .split(/\r?\n/)
    .map((line, at) => ({ row: at + 1, cells: line.split(',').map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''))
  return /^[a-z_]/i.test(rows[0]?.cells[0] ?? '') ? rows.slice(1) : rows
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw worldFileError(file, cause)
  }
}
