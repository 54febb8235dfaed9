import { feeBpsInWords, isFeeBps } from '../../core/basis-points.ts'
import { readFile } from 'node:fs/promises'
import { stepOfDecimal } from '../../core/decimal-steps.ts'
import type { InstrumentClass } from '../../core/instrument.ts'
import type { Step } from '../../core/price.ts'
import { DataError, worldFileError } from '../data-error.ts'
import type { InstrumentRules } from '../recording/listing.ts'
import type { ToldInstrument } from './imported-instruments.ts'

/**
 * Reads what is known of instruments: a JSON list of `{venue, symbol, name?, class?, tickSize?, lotSize?, contractSize?,
 * minQuantity?, minNotional?, makerFeeBps?, takerFeeBps?}`; tick, lot and contract size as decimal text or numbers.
 *
 * @throws DataError naming the entry and what is wrong with it
 */
export async function readInstrumentsFile(file: string): Promise<ToldInstrument[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  const entries = parsed(file, text)
  if (!Array.isArray(entries)) {
    throw new DataError({ file, expected: 'a list of instruments', came: shown(entries) })
  }
  return entries.map((entry: unknown, k) => toldInstrument(file, `[${k}]`, entry))
}

const classes: readonly string[] = ['spot', 'linear', 'inverse']
const ruleNames = ['minQuantity', 'minNotional', 'makerFeeBps', 'takerFeeBps'] as const
const stepNames = ['tickSize', 'lotSize', 'contractSize'] as const
const known = ['venue', 'symbol', 'name', 'class', ...stepNames, ...ruleNames] as const

function toldInstrument(file: string, place: string, entry: unknown): ToldInstrument {
  const fail = (column: string, expected: string, came: unknown): never => {
    throw new DataError({ file, column: `${place}${column}`, expected, came: shown(came) })
  }
  if (typeof entry !== 'object' || entry === null) return fail('', 'a record', entry)
  const fields = entry as Record<string, unknown>
  const strange = Object.keys(fields).find((name) => !(known as readonly string[]).includes(name))
  if (strange !== undefined) return fail(`.${strange}`, known.join(', '), strange)
  const text = (name: string): string => {
    const value = fields[name]
    return typeof value === 'string' && value !== '' ? value : fail(`.${name}`, 'text', value)
  }
  const step = (name: string): Step =>
    stepOfDecimal(String(fields[name])) ?? fail(`.${name}`, 'a decimal above 0', fields[name])
  const steps: Pick<ToldInstrument, (typeof stepNames)[number]> = Object.fromEntries(
    stepNames.filter((name) => fields[name] !== undefined).map((name) => [name, step(name)]),
  )
  const rules: Partial<InstrumentRules> = Object.fromEntries(
    ruleNames
      .filter((name) => fields[name] !== undefined)
      .map((name) => {
        const value = fields[name]
        if (!Number.isFinite(value)) return fail(`.${name}`, 'a number', value)
        const isFee = name === 'makerFeeBps' || name === 'takerFeeBps'
        if (isFee && !isFeeBps(value as number)) return fail(`.${name}`, feeBpsInWords, value)
        return [name, value]
      }),
  )
  const kind = fields['class']
  if (kind !== undefined && !classes.includes(kind as string)) {
    fail('.class', classes.join(', '), kind)
  }
  return {
    venue: text('venue'),
    symbol: text('symbol'),
    ...(fields['name'] === undefined ? {} : { name: text('name') }),
    ...(kind === undefined ? {} : { class: kind as InstrumentClass }),
    ...steps,
    rules,
  }
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DataError({ file, expected: 'JSON', came: 'text that is not JSON', cause })
  }
}

function shown(value: unknown): string {
  const written = JSON.stringify(value) ?? 'nothing'
  return written.length > 60 ? `${written.slice(0, 57)}...` : written
}
