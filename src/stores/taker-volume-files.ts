import type { BarSeries } from '../core/bars.ts'
import { readBarFile, requirePositive } from './bar-files.ts'
import { readColumns } from './column-file.ts'
import { DataError } from './data-error.ts'

/** Bars with the part of their volume that aggressors bought. */
export interface TakerVolumeBars extends BarSeries {
  /** Of the volume, base units. */
  readonly takerBuyVolume: Float64Array
  /** How many trades; absent where the file does not tell. */
  readonly trades?: Float64Array
}

/**
 * Reads a file of bars that has a column `takerBuyVolume`.
 *
 * @throws DataError as `readBarFile`, when the column is missing, when a price is not above zero, and when a bar has less
 *   volume than was bought in it
 */
export async function readTakerVolumeFile(path: string): Promise<TakerVolumeBars> {
  const bars = await readBarFile(path)
  const { columns } = await readColumns(path, {
    required: ['takerBuyVolume'],
    optional: ['trades'],
  })
  for (const column of ['high', 'low', 'close'] as const) requirePositive(bars, column)
  const takerBuyVolume = columns.get('takerBuyVolume') ?? new Float64Array()
  // A sum of decimals may come out a rounding above the volume it is all of.
  const wrong = takerBuyVolume.findIndex(
    (bought, k) => bought < 0 || bought > bars.volume[k]! * (1 + 1e-9),
  )
  if (wrong >= 0) {
    throw new DataError({
      file: path,
      row: wrong + 2,
      column: 'takerBuyVolume',
      expected: `0 to the volume, ${bars.volume[wrong]}`,
      came: String(takerBuyVolume[wrong]),
    })
  }
  const trades = columns.get('trades')
  return { ...bars, takerBuyVolume, ...(trades === undefined ? {} : { trades }) }
}
