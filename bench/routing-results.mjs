// A 100 BTC order over five synthetic venues: the router against the best single venue and against a split in proportion
// to depth, all re-priced when they arrive; and what working it off over time trades for what.
//
//   node bench/routing-results.mjs [SEEDS] > docs/results/routing.md
import { costStudy } from './routing/cost-study.mjs'
import { frontierStudy } from './routing/frontier-study.mjs'
import { equalFeeBps, page } from './routing/routing-page.mjs'
import { marketTapeOf } from './routing/routing-market.mjs'

const seeds = Number(process.argv[2] ?? 6)
const tapes = Array.from({ length: seeds }, (_, k) => {
  process.stderr.write(`market ${k + 1} of ${seeds}\n`)
  return marketTapeOf(k + 1)
})
process.stdout.write(
  page(
    { own: costStudy(tapes), equal: costStudy(tapes, equalFeeBps) },
    frontierStudy(tapes),
    seeds,
  ),
)
