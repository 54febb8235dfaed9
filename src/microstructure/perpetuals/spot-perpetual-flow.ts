import { TradeFlow } from '../trades/trade-flow.ts'

/**
 * Aggressive flow of a spot market beside that of its perpetual: who is buying, cash or leverage?
 *
 *   spot, perpetual = V+ - V- of each (as `TradeFlow`),   spot share = volume of spot / volume of both
 *   divergence = imbalance of spot - imbalance of the perpetual,  in [-2, 2]
 *
 * Quantities of both in one unit (base): convert contracts first. NaN while one of the two has not traded. Batch twin:
 * `tradeFlowAt` of both tapes.
 *
 * @example
 * const flows = new SpotPerpetualFlow([60])
 * flows.spot.add(0, 3, 1)
 * flows.perpetual.add(0, 9, -1)
 * flows.divergence(0) // => 2
 * flows.spotShare(0, 0) // => 0.25
 */
export class SpotPerpetualFlow {
  readonly spot: TradeFlow
  readonly perpetual: TradeFlow

  constructor(halfLives: readonly number[]) {
    this.spot = new TradeFlow(halfLives)
    this.perpetual = new TradeFlow(halfLives)
  }

  divergence(k: number): number {
    return this.spot.imbalance(k) - this.perpetual.imbalance(k)
  }

  spotShare(k: number, time: number): number {
    const spot = this.spot.volume(k, time)
    return spot / (spot + this.perpetual.volume(k, time))
  }
}
