import { readFile } from 'node:fs/promises'
import type { VenueTransfers } from '../../research/arbitrage/backtest/treasury.ts'
import { DataError, worldFileError } from '../../stores/data-error.ts'

/**
 * Reads how currencies leave venues: `{"<exchange>": {"freezeProbability"?, "withdrawals": {"BTC": {"networkFee",
 * "minutes", "least"?, "mostPerDay"?}}}}`; a currency that is not named does not leave.
 *
 * @throws IsobarError `world` when it cannot be read, DataError naming the entry and what is wrong with it
 */
export async function readTransfersFile(
  file: string,
): Promise<ReadonlyMap<string, VenueTransfers>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  const document = parsed(file, text)
  return new Map(
    Object.entries(recordOf(file, '', document)).map(([venue, entry]) => {
      const { freezeProbability, withdrawals } = recordOf(file, venue, entry)
      const terms = recordOf(file, `${venue}.withdrawals`, withdrawals ?? {})
      return [
        venue,
        {
          freezeProbability: numberOf(file, `${venue}.freezeProbability`, freezeProbability, 0),
          withdrawals: new Map(
            Object.entries(terms).map(([currency, told]) => {
              const place = `${venue}.withdrawals.${currency}`
              const one = recordOf(file, place, told)
              return [
                currency.toUpperCase(),
                {
                  networkFee: numberOf(file, `${place}.networkFee`, one['networkFee']),
                  takes: numberOf(file, `${place}.minutes`, one['minutes']) * 60_000_000,
                  least: numberOf(file, `${place}.least`, one['least'], 0),
                  mostPerDay: numberOf(file, `${place}.mostPerDay`, one['mostPerDay'], Infinity),
                },
              ]
            }),
          ),
        },
      ]
    }),
  )
}

function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DataError({ file, expected: 'JSON', came: 'text that is not JSON', cause })
  }
}

function recordOf(file: string, column: string, value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new DataError({
    file,
    column,
    expected: 'a record',
    came: JSON.stringify(value) ?? 'nothing',
  })
}

function numberOf(file: string, column: string, value: unknown, usual?: number): number {
  if (value === undefined && usual !== undefined) return usual
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value
  const came = JSON.stringify(value) ?? 'nothing'
  throw new DataError({ file, column, expected: 'a number, zero or more', came })
}
