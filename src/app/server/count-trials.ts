import { sha256OfFile } from '../../stores/run-folder.ts'
import { countTrials } from '../../stores/trials-ledger.ts'
import type { BacktestInput } from '../../research/pairs/backtest-options.ts'
import type { Trials } from '../../research/pairs/deflated.ts'
import { isobarHome } from '../isobar-home.ts'
import { enterTried, type TriedRun } from '../tried-configurations.ts'
import type { DeskData } from './desk-data.ts'

/**
 * Enters what the desk tried into the ledger, as the commands do, and counts what was tried so far, this among it.
 *
 * @returns undefined where the bars are made up: nothing is chosen on those
 */
export async function countTried(
  data: DeskData,
  { y, x, yFunding, xFunding }: BacktestInput,
  run: Omit<TriedRun, 'hashes'>,
): Promise<Trials | undefined> {
  const files = data.files([y, x])
  if (files === undefined) return undefined
  const funding = [yFunding?.source, xFunding?.source].filter((file) => file !== undefined)
  const hashes = await Promise.all([...files, ...funding].map(sha256OfFile))
  await enterTried({ ...run, hashes })
  return countTrials(isobarHome(), { instruments: run.instruments, ...run.period })
}
