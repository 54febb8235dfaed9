import type { Command } from 'commander'
import { addFlowEvaluate } from './flow-evaluate.ts'
import { addFlowFeatures } from './flow-features.ts'
import { addFlowTrain } from './flow-train.ts'
import { addFlowWatch } from './flow-watch.ts'

/** `isobar flow`: the next minutes from book and trades. */
export function addFlowCommands(program: Command): void {
  const flow = program
    .command('flow')
    .description('forecast the next minutes from order book and trades, and say what it is worth')
  flow.addHelpText(
    'after',
    '\nExample:\n  $ isobar flow evaluate bars-taker-flow --instrument FIL-USDT --horizon 60s',
  )
  addFlowFeatures(flow)
  addFlowTrain(flow)
  addFlowEvaluate(flow)
  addFlowWatch(flow)
}
