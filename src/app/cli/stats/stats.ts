import type { Command } from 'commander'
import { adfTest } from './adf.ts'
import { cointTest } from './coint.ts'
import { diagnosticsTest } from './diagnostics.ts'
import { garchTest } from './garch.ts'
import { hurstTest } from './hurst.ts'
import { johansenTest } from './johansen.ts'
import { kpssTest } from './kpss.ts'
import { ouTest } from './ou.ts'
import { addTest } from './run-test.ts'

/** `isobar stats`: one test of one series or a few. */
export function addStatsCommands(program: Command): void {
  const stats = program.command('stats').description('test one series or a few')
  stats.addHelpText(
    'after',
    '\nExample:\n  $ isobar stats coint ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log',
  )
  addTest(stats, adfTest)
  addTest(stats, kpssTest)
  addTest(stats, cointTest)
  addTest(stats, johansenTest)
  addTest(stats, ouTest)
  addTest(stats, garchTest)
  addTest(stats, hurstTest)
  addTest(stats, diagnosticsTest)
}
