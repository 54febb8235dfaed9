/** A model of the simulated venue, and what its page under `docs/assumptions` says it cannot know. */
interface TradeAssumption {
  readonly page: string
  readonly name: string
  readonly cannotKnow: string
}

/** What every run against simulated venues supposes, in the words of its pages: a test holds them against those. */
export const tradeAssumptions: readonly TradeAssumption[] = [
  {
    page: 'docs/assumptions/latency.md',
    name: 'Latency',
    cannotKnow:
      'How long an order of ours would have been under way: a recording holds what was heard, not what was sent. When a venue really matched what it published: its time may be that of matching or of publishing. How far its clock is off ours, beyond the quickest message of a while. That we are slowest when everybody is: no model but the recorded one knows of bursts.',
  },
  {
    page: 'docs/assumptions/queue-position.md',
    name: 'Queue',
    cannotKnow:
      'Whether others would have acted otherwise had our order been there; orders that are hidden or replenish themselves; priority that is not price and time (size, market maker, pro rata); and where others stand that are on their way. The place is as of the feed: an order that travels joins behind what will be there when it arrives.',
  },
  {
    page: 'docs/assumptions/consumption-and-impact.md',
    name: 'Consumption and impact',
    cannotKnow:
      'How others would have answered what we took: the recording is of a market we were not in. Whether a level that changes after we took it was refilled for our sake. What is hidden behind what is displayed.',
  },
  {
    page: 'docs/assumptions/venue-fees.md',
    name: 'Fees',
    cannotKnow:
      "The tier an account would have had, what a market maker's agreement would have paid, and what a fee token was worth at each fill.",
  },
  {
    page: 'docs/assumptions/venue-funding.md',
    name: 'Funding',
    cannotKnow:
      'The rate that was settled where the feed states only predictions; the mark between two of its messages; a settlement its feed never announced.',
  },
  {
    page: 'docs/assumptions/margin-and-liquidation.md',
    name: 'Margin and liquidation',
    cannotKnow:
      "The marks between two messages; how a venue's engine would have worked a large position off; the state of its insurance fund; who else would have been deleveraged, and when it would have been us.",
  },
  {
    page: 'docs/assumptions/orders-at-a-venue.md',
    name: 'Orders',
    cannotKnow:
      "What others would have done had our order been there: they act as they did. Hidden and iceberg orders; what a venue's engine does between two messages of its feed; liquidity beyond the depth a feed shows.",
  },
  {
    page: 'docs/assumptions/rate-limits.md',
    name: 'Rate limits',
    cannotKnow:
      "What else uses an account's limits, how a venue counts what it does not document, and bans for those who go on.",
  },
  {
    page: 'docs/assumptions/faults.md',
    name: 'Faults',
    cannotKnow:
      'When faults come in the wild: together, and when it matters most. These are drawn independently of the market, so a run that survives them has seen each of them, not the day on which all happen.',
  },
]
