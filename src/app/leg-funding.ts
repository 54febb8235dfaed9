import type { BarSeries } from '../core/bars.ts'
import type { FundingSeries } from '../core/funding.ts'
import { findFundingFile, readFundingFile } from '../stores/funding-files.ts'

/** The settled funding of a perpetual; undefined where the folder has no file for it, and for spot. */
export async function legFunding(
  { instrument }: BarSeries,
  folder: string,
): Promise<FundingSeries | undefined> {
  if (instrument.class === 'spot') return undefined
  const name = `${instrument.base}-${instrument.quote}`
  const file = await findFundingFile(folder, instrument.venue, name)
  return file === undefined ? undefined : readFundingFile(file)
}
