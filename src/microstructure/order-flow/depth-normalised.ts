import { invariant } from '../../math/invariant.ts'
import type { BookStates } from './book-states.ts'
import { orderFlowIncrements } from './order-flow.ts'

/**
 * Order flow over an interval in units of the depth that stood there, level by level: flows of a coin at 1 and one at
 * 90,000 are then of one kind, and so are those of quiet and deep hours.
 *
 *   ofi_m = (sum_n e_{m,n}) / Q,   Q = (1 / M) sum_m (1 / 2N) sum_n (q_{m,n} + r_{m,n})
 *
 * over the states n = 1 .. N of rows `[from, to)` and M levels: the mean quantity of a level. In the source's equation 3
 * as here, one Q serves all levels. Batch; streaming, both sums decay (`features`), and nothing else differs.
 *
 * @returns a value a level; NaN where a level was not known in any state of the interval, and everywhere where it is
 * empty. A state without some level counts in neither that level's flow nor its depth.
 * Source: Cont, Cucuringu and Zhang (2023). Checked against numpy.
 *
 * @example
 * const states = bookStates([{ bids: [[99, 5]], asks: [[101, 3]] }, { bids: [[99, 7]], asks: [[101, 4]] }], 1)
 * depthNormalised(states, { from: 1, to: 2 })[0] // => 0.181818
 */
export function depthNormalised(
  states: BookStates,
  { from, to }: { readonly from: number; readonly to: number },
): Float64Array {
  const { levels } = states
  invariant(from >= 0 && to <= states.length, `rows ${from} to ${to} of ${states.length}`)
  const increments = orderFlowIncrements(states)
  const flows = new Float64Array(levels)
  let depth = 0
  let counted = 0
  const known = new Uint32Array(levels)
  for (let n = from; n < to; n++) {
    for (let m = 0; m < levels; m++) {
      const increment = increments[n * levels + m]!
      if (Number.isNaN(increment)) continue
      flows[m]! += increment
      known[m]!++
      depth += (states.bidQuantities[n * levels + m]! + states.askQuantities[n * levels + m]!) / 2
      counted++
    }
  }
  return flows.map((flow, m) => (known[m] === 0 ? Number.NaN : flow / (depth / counted)))
}
