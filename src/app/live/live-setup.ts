import type { Clock } from '../../core/clock.ts'
import type { MarketFeed } from '../../core/events/market-feed.ts'
import type { Venue } from '../../core/orders/venue.ts'
import type { AccountFees } from '../../gateways/account-fees.ts'
import type { Duration } from '../../core/time.ts'
import type { EngineSetup } from '../../engine/engine.ts'
import { usualFateTerms, type FateTerms } from '../../execution/fate-search.ts'
import { standingLookEvery } from '../../execution/standing-orders.ts'
import { usualQueueBounds, type QueueBounds } from './event-queue.ts'
import type { Tell } from '../operations/notice.ts'
import type { OpenJournal } from './open-journal.ts'
import { noMarks, type QuoteMarks } from './quote-marks.ts'
import type { StopDust } from './stop-dust.ts'
import type { ToldFees } from './told-fees.ts'

/** How long things may take. All of it is of our clock. */
interface LiveTiming {
  /** An order is not sent any more once it was decided so long ago. */
  readonly sendWithin: Duration
  readonly fate: Omit<FateTerms, 'validityWindow'>
  /** Between two looks at a venue's fills and open orders while orders are out there. */
  readonly pollEvery: Duration
  /** Between two comparisons of holdings. */
  readonly reconcileEvery: Duration
  /** How long a venue and the journal may differ at the start before that is final. */
  readonly reconcileWithin: Duration
  /** A venue cancels everything when it has not heard from us for so long. */
  readonly deadManAfter: Duration
  /** How long an end waits for orders to be cancelled. */
  readonly endWithin: Duration
}

const second = 1_000_000

const usualTiming: LiveTiming = {
  sendWithin: (2 * second) as Duration,
  fate: usualFateTerms,
  pollEvery: standingLookEvery,
  reconcileEvery: (60 * second) as Duration,
  reconcileWithin: (150 * second) as Duration,
  deadManAfter: (60 * second) as Duration,
  endWithin: (10 * second) as Duration,
}

/** What is done with orders that are found at a venue. */
interface StrayRules {
  /** Orders of our own that an earlier run left open. */
  readonly ours: 'adopt' | 'cancel'
  /** Orders that this journal never decided on. `refuse`: they are a difference, and nothing is traded. */
  readonly foreign: 'leave' | 'cancel' | 'refuse'
}

const usualStrayRules: StrayRules = { ours: 'adopt', foreign: 'leave' }

/** A run on paper or live: the engine's own set-up, and the world. */
export interface LiveSetup extends EngineSetup {
  readonly mode: 'paper' | 'live'
  readonly clock: Clock
  readonly journal: OpenJournal
  readonly venues: readonly Venue[]
  readonly feeds: readonly MarketFeed[]
  readonly timing: LiveTiming
  readonly strays: StrayRules
  /** Markets that tell what currencies are worth beside those that are traded. */
  readonly marks: QuoteMarks
  /** By instrument: is a stop to rest beside what is held of it? Absent: beside none. */
  readonly isProtected?: readonly boolean[]
  /** By instrument: lots of which, or of less, its venue takes no stop. */
  readonly dust?: StopDust['dust']
  /** Closes positions too when a loss throws the switch. */
  readonly lossFlattens: boolean
  readonly queue: QueueBounds
  /** Takes what the venues hold now for the beginning, whatever the journal expected. */
  readonly acceptHoldings: boolean
  /** What is said of fees; absent: nothing is. */
  readonly toldFees?: ToldFees
  /** By instrument: what accounts tell that they pay; undefined where orders are simulated, or until and unless it is told. */
  readonly accountFees?: (AccountFees | undefined)[]
  /** Tells whoever looks after the run, one line at a time. */
  readonly tell: Tell
  /** Takes what only somebody who looks for a fault wants to read; the line is made where it is wanted. */
  readonly debug?: (line: () => string, record: object) => void
  /** Hears how long a venue took to answer a command. */
  readonly answered?: (venue: string, seconds: number) => void
}

export const usualLive: Pick<
  LiveSetup,
  'timing' | 'strays' | 'marks' | 'lossFlattens' | 'queue' | 'acceptHoldings'
> = {
  timing: usualTiming,
  strays: usualStrayRules,
  marks: noMarks,
  lossFlattens: false,
  queue: usualQueueBounds,
  acceptHoldings: false,
}
