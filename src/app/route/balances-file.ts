import { readFile } from 'node:fs/promises'
import { exactDecimalOf, type ExactDecimal } from '../../execution/router/exact-decimal.ts'
import type { Holdings } from '../../execution/router/route-order.ts'
import { DataError, worldFileError } from '../../stores/data-error.ts'

/**
 * Reads what an account holds: `{"<venue>": {"USDT": 25000, "BTC": "1.5"}}`. What is not listed is not held.
 *
 * @throws IsobarError `world` when it cannot be read, DataError when it is not that
 */
export async function readBalancesFile(file: string): Promise<Holdings> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DataError({ file, expected: 'JSON', came: 'text that is not JSON', cause })
  }
  return new Map(
    entriesOf(file, '', value).map(([venue, held]) => [
      venue,
      new Map(
        entriesOf(file, venue, held).map(([currency, amount]) => [
          currency,
          quantityOf(file, `${venue}.${currency}`, amount),
        ]),
      ),
    ]),
  )
}

function entriesOf(file: string, column: string, value: unknown): [string, unknown][] {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.entries(value)
  const expected = column === '' ? 'venues with what is held there' : 'currencies with what is held'
  throw new DataError({ file, column, expected, came: JSON.stringify(value) ?? 'nothing' })
}

function quantityOf(file: string, column: string, value: unknown): ExactDecimal {
  const isNumber = typeof value === 'number' || typeof value === 'string'
  const exact = isNumber ? exactDecimalOf(String(value)) : undefined
  if (exact !== undefined && exact.units >= 0n) return exact
  const came = JSON.stringify(value) ?? 'nothing'
  throw new DataError({ file, column, expected: 'a number, zero or more', came })
}
