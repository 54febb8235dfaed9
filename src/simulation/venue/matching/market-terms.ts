import type { QueueModel } from '../../../book/queue/queue-model.ts'
import type { Step } from '../../../core/price.ts'
import type { SelfTrade } from './match-host.ts'
import type { TakenAfterChange } from './taken-liquidity.ts'
import type { ImpactTerms } from './transient-impact.ts'

/** How orders of ours meet the replayed market of an instrument. */
export interface MarketTerms {
  readonly tickSize: Step
  /** `order-by-order` where the feed tells of single orders. */
  readonly queue: QueueModel | 'order-by-order'
  readonly taken: TakenAfterChange
  readonly impact?: ImpactTerms
  readonly selfTrade: SelfTrade
  /** How much later than the book change it made a trade may print; 0: prints come first. */
  readonly printsLagUs: number
}
