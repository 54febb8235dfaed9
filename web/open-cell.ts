import { cellParameters } from '../src/protocol/sweep-parameters.ts'
import type { SweepResult } from '../src/research/pairs/sweep-result.ts'
import { noDraws, type SweepAddress } from './address.ts'
import { visit } from './store.ts'

/** Goes to the backtest of a sweep's cell. */
export function openCell(
  { universe, y, x, parameters }: SweepAddress,
  { grid, cells }: SweepResult,
  index: number,
): void {
  const names = grid.map(({ name }) => name)
  const own = cellParameters(parameters, names, cells[index]?.values ?? [])
  visit({ view: 'pair', universe, y, x, parameters: own, draws: noDraws })
}
