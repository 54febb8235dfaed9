import type { Command } from 'commander'
import { adfTest } from './adf.ts'
import { arTest } from './ar.ts'
import { armaTest } from './arma.ts'
import { cointTest } from './coint.ts'
import { dfglsTest } from './dfgls.ts'
import { diagnosticsTest } from './diagnostics.ts'
import { garchTest } from './garch.ts'
import { grangerTest } from './granger.ts'
import { gregoryHansenTest } from './gregory-hansen.ts'
import { harRvTest } from './har-rv.ts'
import { hasbrouckTest } from './hasbrouck.ts'
import { hurstTest } from './hurst.ts'
import { johansenTest } from './johansen.ts'
import { kalmanTest } from './kalman.ts'
import { kpssTest } from './kpss.ts'
import { ouTest } from './ou.ts'
import { phillipsOuliarisTest } from './phillips-ouliaris.ts'
import { ppTest } from './pp.ts'
import { regimesTest } from './regimes.ts'
import { regressTest } from './regress.ts'
import { addTest } from './run-test.ts'
import { varTest } from './var.ts'
import { varianceRatioTest } from './variance-ratio.ts'
import { vecmTest } from './vecm.ts'
import { zivotAndrewsTest } from './zivot-andrews.ts'

/** `isobar stats`: one test of one series or a few. */
export function addStatsCommands(program: Command): void {
  const stats = program.command('stats').description('test one series or a few')
  stats.addHelpText(
    'after',
    '\nExample:\n  $ isobar stats coint ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log',
  )
  stats.commandsGroup('Does one series revert?')
  addTest(stats, adfTest)
  addTest(stats, kpssTest)
  addTest(stats, ppTest)
  addTest(stats, dfglsTest)
  addTest(stats, varianceRatioTest)
  addTest(stats, zivotAndrewsTest)
  addTest(stats, ouTest)
  addTest(stats, hurstTest)
  stats.commandsGroup('Do several belong together?')
  addTest(stats, cointTest)
  addTest(stats, phillipsOuliarisTest)
  addTest(stats, gregoryHansenTest)
  addTest(stats, johansenTest)
  stats.commandsGroup('In what ratio?')
  addTest(stats, regressTest)
  addTest(stats, kalmanTest)
  stats.commandsGroup('Which moves first?')
  addTest(stats, varTest)
  addTest(stats, grangerTest)
  addTest(stats, vecmTest)
  addTest(stats, hasbrouckTest)
  stats.commandsGroup('What comes next?')
  addTest(stats, arTest)
  addTest(stats, armaTest)
  addTest(stats, garchTest)
  addTest(stats, harRvTest)
  addTest(stats, regimesTest)
  addTest(stats, diagnosticsTest)
}
