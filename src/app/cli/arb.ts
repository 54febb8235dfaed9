import type { Command } from 'commander'
import { addArbBacktest } from './arb-backtest.ts'
import { addArbScan } from './arb-scan.ts'
import { addArbWatch } from './arb-watch.ts'

/** `isobar arb`: one asset at several venues. */
export function addArbCommands(program: Command): void {
  const arb = program
    .command('arb')
    .description('arbitrage between venues: what there was, and what would have been left of it')
  arb.addHelpText('after', '\nExample:\n  $ isobar arb scan ticks --fees fees.json --latency-ms 50')
  addArbScan(arb)
  addArbBacktest(arb)
  addArbWatch(arb)
}
