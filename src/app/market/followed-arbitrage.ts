import { errorText } from '../../core/errors.ts'
import type { Clock } from '../../core/clock.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import { planTermsAt } from '../../core/fee-plan.ts'
import type { Instrument } from '../../core/instrument.ts'
import { leastOrdersOf } from '../trade/least-orders.ts'
import { ownTerms } from '../trade/simulated-venues.ts'
import type { LatencyConfig } from '../trade/latency-config.ts'
import type { TradeConfig } from '../trade/trade-config.ts'
import type { VenueConfig } from '../trade/venue-config.ts'
import { DeskArbitrage } from './desk-arbitrage.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { OpenedMarket } from './open-market.ts'

/** Arbitrage between the venues of a market that is followed. */
export interface FollowedArbitrage {
  /** Undefined once it has failed. */
  readonly desk: () => DeskArbitrage | undefined
  take(rows: EventRows): void
  close(): Promise<void>
}

/** Watches a market for arbitrage beside whatever trades there, with the fees and latencies that are supposed of its venues. */
export async function followArbitrage(
  { instruments, rates, least }: OpenedMarket,
  { venues }: Pick<TradeConfig, 'venues'>,
  {
    clock,
    tell,
    isListedFee,
  }: {
    readonly clock: Clock
    readonly tell: (line: string) => void
    /** Is what is supposed of an instrument's fees what its venue lists? */
    readonly isListedFee: (instrument: Instrument) => boolean
  },
): Promise<FollowedArbitrage> {
  const termsOf = (venue: string): VenueConfig | undefined => venues.get(venue) ?? venues.get('*')
  const takerFeeBpsOf = (instrument: Instrument): number => {
    const terms = termsOf(instrument.venue)
    if (terms === undefined) return 0
    return planTermsAt(ownTerms(terms, instrument).fees, terms.volumeBefore, clock.now())
      .takerFeeBps
  }
  const leastOf = (instrument: Instrument): LeastOrder =>
    leastOrdersOf([instrument], { venues }, () => least?.get(instrument))[0]!
  let desk: DeskArbitrage | undefined = new DeskArbitrage({
    instruments: [...instruments, ...(rates?.instruments ?? [])],
    shown: instruments.length,
    takerFeeBpsOf,
    isListedFee,
    leastOf,
    orderMsOf: (venue) => usualMs(termsOf(venue)?.orders),
    now: clock.now(),
  })
  const take = (rows: EventRows): void => {
    try {
      desk?.take(rows)
    } catch (cause) {
      // What trades goes on: this only looks at the same books.
      desk = undefined
      tell(`arbitrage is watched no more: ${errorText(cause)}`)
    }
  }
  const feeds = (await rates?.feeds()) ?? []
  for (const feed of feeds) {
    await feed.start({
      rows: take,
      notice: (notice) => desk?.noticed(notice, clock.now()),
    })
  }
  return {
    desk: () => desk,
    take,
    close: async () => {
      await Promise.all(feeds.map((feed) => feed.close()))
    },
  }
}

/** Of what is drawn its median; of what was measured nothing is known before it is drawn. */
function usualMs(orders: LatencyConfig | undefined): number {
  switch (orders?.kind) {
    case 'constant':
      return orders.ms
    case 'drawn':
      return orders.floorMs + orders.medianMs
    case 'recorded':
    case undefined:
      return unknownMs
  }
}

/** What an order is taken to need where nobody says: of a desk that stands beside none of its venues that is little. */
const unknownMs = 5
