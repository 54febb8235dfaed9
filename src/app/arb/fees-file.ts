import { readFile } from 'node:fs/promises'
import { feeBpsInWords, isFeeBps } from '../../core/basis-points.ts'
import { DataError, worldFileError } from '../../stores/data-error.ts'

/** What a venue, or one instrument of it, asks for. */
export interface FeesEntry {
  readonly takerFeeBps?: number
  readonly makerFeeBps?: number
  readonly tickSize?: number
  /** Base units. */
  readonly lotSize?: number
  /** Base units. */
  readonly minQuantity?: number
  /** Quote units, before fees. */
  readonly minNotional?: number
  /** Of derivatives: base units (linear) or quote units (inverse) in one unit of quantity. */
  readonly contractSize?: number
}

/** By `<exchange>`, and by `<exchange>:<symbol>`, which overrides field by field. */
export type FeesFile = ReadonlyMap<string, FeesEntry>

/**
 * Reads `{"<exchange>": {"takerFeeBps", "makerFeeBps"?, "lotSize"?, "minNotional"?, "tickSize"?, "minQuantity"?,
 * "contractSize"?}}`; numbers, or decimal text.
 *
 * @throws IsobarError `world` when it cannot be read, DataError naming the entry and what is wrong with it
 */
export async function readFeesFile(file: string): Promise<FeesFile> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  const document = parsed(file, text)
  if (!isRecord(document)) {
    throw new DataError({ file, expected: 'fees by exchange', came: shown(document) })
  }
  return new Map(
    Object.entries(document).map(([place, entry]) => [place, entryOf(file, place, entry)]),
  )
}

/** What holds for an instrument: its own entry over its venue's. Symbols are the venue's, or `BASE-QUOTE`. */
export function feesOf(fees: FeesFile, venue: string, symbols: readonly string[]): FeesEntry {
  const own = symbols.map((symbol) => fees.get(`${venue}:${symbol}`))
  return { ...fees.get(venue), ...own.find((entry) => entry !== undefined) }
}

/** By field: what it must be. Fees may be below zero, steps may not. */
const fields: Readonly<Record<keyof FeesEntry, 'fee' | 'positive' | 'not negative'>> = {
  takerFeeBps: 'fee',
  makerFeeBps: 'fee',
  tickSize: 'positive',
  lotSize: 'positive',
  minQuantity: 'not negative',
  minNotional: 'not negative',
  contractSize: 'positive',
}

function entryOf(file: string, place: string, entry: unknown): FeesEntry {
  if (!isRecord(entry)) {
    throw new DataError({ file, column: place, expected: 'a record', came: shown(entry) })
  }
  const read: Partial<Record<keyof FeesEntry, number>> = {}
  for (const [name, value] of Object.entries(entry)) {
    const kind = fields[name as keyof FeesEntry] as (typeof fields)['lotSize'] | undefined
    const column = `${place}.${name}`
    if (kind === undefined) {
      const expected = Object.keys(fields).join(', ')
      throw new DataError({ file, column, expected, came: name })
    }
    if (value === null) continue
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    const isRight = typeof number === 'number' && Number.isFinite(number) && isAllowed(number, kind)
    if (!isRight) {
      const expected = kind === 'fee' ? feeBpsInWords : `a number, ${kind}`
      throw new DataError({ file, column, expected, came: shown(value) })
    }
    read[name as keyof FeesEntry] = number
  }
  return read
}

function isAllowed(number: number, kind: (typeof fields)[keyof FeesEntry]): boolean {
  switch (kind) {
    case 'fee':
      return isFeeBps(number)
    case 'positive':
      return number > 0
    case 'not negative':
      return number >= 0
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DataError({ file, expected: 'JSON', came: 'text that is not JSON', cause })
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(value: unknown): string {
  const written = JSON.stringify(value) ?? 'nothing'
  return written.length > 60 ? `${written.slice(0, 57)}...` : written
}
