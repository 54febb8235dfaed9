import type { Command } from 'commander'
import { addPairsBacktest } from './pairs-backtest.ts'
import { addPairsScreen } from './pairs-screen.ts'
import { addPairsSeal } from './pairs-seal.ts'
import { addPairsSweep } from './pairs-sweep.ts'
import { addPairsVerdict } from './pairs-verdict.ts'
import { addPairsWalkforward } from './pairs-walkforward.ts'
import { addPairsWatch } from './pairs-watch.ts'

/** `isobar pairs`: cointegrated pairs, found and traded. */
export function addPairsCommands(program: Command): void {
  const pairs = program.command('pairs').description('cointegrated pairs: find them, trade them')
  pairs.addHelpText(
    'after',
    '\nExample:\n  $ isobar pairs screen bars/binance-perp --timeframe 1h --log',
  )
  addPairsScreen(pairs)
  addPairsBacktest(pairs)
  addPairsSweep(pairs)
  addPairsWalkforward(pairs)
  addPairsVerdict(pairs)
  addPairsWatch(pairs)
  addPairsSeal(pairs)
}
