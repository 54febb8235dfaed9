import type { Command } from 'commander'
import { addAdf } from './stats-adf.ts'
import { addCoint } from './stats-coint.ts'
import { addJohansen } from './stats-johansen.ts'
import { addKpss } from './stats-kpss.ts'
import { addOu } from './stats-ou.ts'

/** `isobar stats`: one test of one or a few series. */
export function addStatsCommands(program: Command): void {
  const stats = program.command('stats').description('test one series or a few')
  stats.addHelpText(
    'after',
    '\nExample:\n  $ isobar stats coint ETH-USDT-1h.csv.gz BTC-USDT-1h.csv.gz --log',
  )
  for (const add of [addAdf, addKpss, addCoint, addJohansen, addOu]) add(stats)
}
