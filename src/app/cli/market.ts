import type { Command } from 'commander'
import { addMarketFactsCommand } from './market-facts.ts'
import { addMarketQueuesCommand } from './market-queues.ts'
import { addMarketSynthesizeCommand } from './market-synthesize.ts'

/** `isobar market`: made-up markets, and what they have in common with real ones. */
export function addMarketCommands(program: Command): void {
  const market = program
    .command('market')
    .description('markets made up from a seed, and what holds of markets everywhere')
  market.addHelpText('after', '\nExample:\n  $ isobar market synthesize --out recordings/made-up')
  addMarketSynthesizeCommand(market)
  addMarketFactsCommand(market)
  addMarketQueuesCommand(market)
}
