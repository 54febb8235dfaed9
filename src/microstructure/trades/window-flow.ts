import { PastValues } from '../streaming/past-values.ts'
import type { TradeColumns } from './trade-columns.ts'

/**
 * Trade imbalance of spans of time, every trade alike: what flow with a memory of just that long would be.
 *
 *   (V+ - V-) / (V+ + V-)   over the trades of (t - span, t]; 0 where nothing was traded
 *
 * Any t will do, on a whole second or not: a trade at t counts, one at t - span does not. Kept are the sums of all trades so
 * far, of which a span is a difference: in whole lots they are exact, and so is what it gives. NaN where a span holds more
 * instants of trades than are kept (`PastValues`). Batch twin: `windowFlowAt`.
 *
 * @example
 * const flow = new WindowFlow([10])
 * flow.add(0, 9, 1)
 * flow.add(4, 3, 1)
 * flow.add(10, 1, -1)
 * flow.imbalances(10)[0] // => 0.5
 */
export class WindowFlow {
  readonly #past: PastValues
  readonly #imbalances: Float64Array
  #signed = 0
  #volume = 0

  /** @param spans in the unit of the times */
  constructor(spans: readonly number[]) {
    this.#past = new PastValues(spans, 2)
    this.#imbalances = new Float64Array(spans.length)
    this.#past.set(-Infinity, 0, 0)
  }

  /**
   * @param lots a whole number
   * @param sign 1 buys, -1 sells; what is neither counts in neither
   */
  add(time: number, lots: number, sign: number): void {
    if (sign === 0) return
    this.#signed += sign * lots
    this.#volume += lots
    this.#past.set(time, this.#signed, this.#volume)
  }

  /** Of all spans at an instant not before the last trade or look; the array is used again. */
  imbalances(time: number): Readonly<Float64Array> {
    const found = this.#imbalances
    for (let k = 0; k < found.length; k++) {
      const before = this.#past.ago(k, time)
      const volume = this.#volume - this.#past.at(before, 1)
      // A volume that is not known any more leaves nothing known.
      found[k] = volume === 0 ? 0 : (this.#signed - this.#past.at(before, 0)) / volume
    }
    return found
  }

  restart(): void {
    this.#signed = 0
    this.#volume = 0
    this.#past.restart()
    this.#past.set(-Infinity, 0, 0)
  }
}

/**
 * The same from all trades at once, span by span: the batch twin of `WindowFlow`.
 *
 * @example
 * const trades = tradeColumns([[0, 100, 9, 1], [4, 100, 3, 1], [10, 100, 1, -1]])
 * windowFlowAt(trades, { span: 10, at: 10 }) // => 0.5
 */
export function windowFlowAt(
  { times, quantities, signs }: TradeColumns,
  { span, at }: { readonly span: number; readonly at: number },
): number {
  let [signed, volume] = [0, 0]
  for (const [row, time] of times.entries()) {
    if (time <= at - span || time > at || signs[row] === 0) continue
    signed += signs[row]! * quantities[row]!
    volume += quantities[row]!
  }
  return volume > 0 ? signed / volume : 0
}
