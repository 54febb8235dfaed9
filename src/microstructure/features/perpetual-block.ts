import { eventKind, type EventKind } from '../../core/events/event-codes.ts'
import { OpenInterestChange } from '../perpetuals/open-interest.ts'
import { premiumBps } from '../perpetuals/premium.ts'
import { SpotPerpetualFlow } from '../perpetuals/spot-perpetual-flow.ts'
import { flowImbalance, TradeFlow } from '../trades/trade-flow.ts'
import type { FeaturePlan } from './feature-plan.ts'
import { type FeatureBlock, microsecondsPerSecond, namePer } from './feature-part.ts'
import type { InstrumentListener, TrackedInstrument, TradeView } from './tracked-instrument.ts'

/** The two markets of one asset, as far as they are there. */
export interface SpotAndPerpetual {
  readonly spot: TrackedInstrument | undefined
  readonly perpetual: TrackedInstrument | undefined
}

/**
 * What a perpetual tells, and how it stands to its spot market.
 *
 * Columns: `premium` of the perpetual's mid over the spot's, `mark-premium` of mark over index, bps; `funding-rate` as last
 * stated; for each span `open-interest` as a relative change from what stood at its begin; for each half-life
 * `liquidation-volume` (signed: forced buys less forced sells, quantity, fading), `spot-divergence` and `spot-share`. NaN where
 * nothing of it has been heard: liquidations too are NaN until there has been one, since many feeds have none to tell.
 */
export class PerpetualBlock implements FeatureBlock {
  readonly names: readonly string[]
  readonly #markets: SpotAndPerpetual
  readonly #flows: SpotPerpetualFlow
  readonly #liquidations: TradeFlow
  readonly #interest: OpenInterestChange
  readonly #halfLifeCount: number
  readonly #spanCount: number
  #mark = Number.NaN
  #index = Number.NaN
  #funding = Number.NaN
  #hasLiquidation = false

  constructor(plan: FeaturePlan, markets: SpotAndPerpetual) {
    const halfLives = plan.halfLivesSeconds.map((seconds) => seconds * microsecondsPerSecond)
    this.#markets = markets
    this.#flows = new SpotPerpetualFlow(halfLives)
    this.#liquidations = new TradeFlow(halfLives)
    this.#interest = new OpenInterestChange(
      plan.spansSeconds.map((seconds) => seconds * microsecondsPerSecond),
    )
    this.#halfLifeCount = halfLives.length
    this.#spanCount = plan.spansSeconds.length
    markets.spot?.listen(flowListener(this.#flows.spot))
    markets.perpetual?.listen(flowListener(this.#flows.perpetual))
    markets.perpetual?.listen({
      onValue: (time, kind, value) => this.#hear(time, kind, value),
      onLiquidation: (time, quantity, sign) => {
        this.#hasLiquidation = true
        this.#liquidations.add(time, quantity, sign)
      },
    })
    this.names = [
      'premium',
      'mark-premium',
      'funding-rate',
      ...plan.spansSeconds.map((seconds) => namePer('open-interest', seconds)),
      ...plan.halfLivesSeconds.flatMap((seconds) =>
        ['liquidation-volume', 'spot-divergence', 'spot-share'].map((name) =>
          namePer(name, seconds),
        ),
      ),
    ]
  }

  read(time: number, out: Float64Array, at: number): void {
    const { spot, perpetual } = this.#markets
    let column = at
    out[column++] = premiumBps(perpetual?.view.mid ?? Number.NaN, spot?.view.mid ?? Number.NaN)
    out[column++] = premiumBps(this.#mark, this.#index)
    out[column++] = this.#funding
    for (let k = 0; k < this.#spanCount; k++) out[column++] = this.#interest.change(k, time)
    this.#readFlows(time, out, column)
  }

  #readFlows(time: number, out: Float64Array, at: number): void {
    const forced = this.#liquidations.sums()
    const spot = this.#flows.spot.sums()
    const perpetual = this.#flows.perpetual.sums()
    const forcedRaw = forced.raw
    const spotRaw = spot.raw
    const perpetualRaw = perpetual.raw
    const forcedFactors = forced.factorsAt(time)
    const spotFactors = spot.factorsAt(time)
    const perpetualFactors = perpetual.factorsAt(time)
    const count = this.#halfLifeCount
    let column = at
    for (let k = 0; k < count; k++) {
      const net = (forcedRaw[k]! - forcedRaw[count + k]!) * forcedFactors[k]!
      out[column++] = this.#hasLiquidation ? net : Number.NaN
      const divergence =
        flowImbalance(spotRaw[k]!, spotRaw[count + k]!) -
        flowImbalance(perpetualRaw[k]!, perpetualRaw[count + k]!)
      out[column++] = divergence
      const spotVolume = (spotRaw[k]! + spotRaw[count + k]!) * spotFactors[k]!
      const volume =
        spotVolume + (perpetualRaw[k]! + perpetualRaw[count + k]!) * perpetualFactors[k]!
      out[column++] = divergence === divergence ? spotVolume / volume : Number.NaN
    }
  }

  #hear(time: number, kind: EventKind, value: number): void {
    if (kind === eventKind.mark) this.#mark = value
    else if (kind === eventKind.index) this.#index = value
    else if (kind === eventKind.fundingRate) this.#funding = value
    else if (kind === eventKind.openInterest) this.#interest.set(time, value)
  }
}

function flowListener(flow: TradeFlow): InstrumentListener {
  return {
    onTrade: ({ localTime, quantity, sign }: TradeView) => flow.add(localTime, quantity, sign),
    onLost: () => flow.restart(),
  }
}
