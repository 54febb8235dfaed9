import { CaptureHazard } from '../../strategies/arbitrage/capture-hazard.ts'
import type { DetectorSettings } from '../../strategies/arbitrage/detector.ts'
import { Relations } from '../../strategies/arbitrage/relations.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import type { ArbitrageScanResult, FoundOpportunity } from './scan-result.ts'

/** What is looked at where the hazard will be asked: its pairs of venues have the numbers of a detector. */
interface WatchedPairs {
  readonly detector: DetectorSettings
  readonly listed: readonly Listed[]
}

/**
 * Learns the probability of capture from what two orders would have come to in a scan, in the order in which it happened.
 * What it says of pairs of venues that are not looked at counts for all alike.
 */
export function fitHazard(
  { opportunities, parameters }: Pick<ArbitrageScanResult, 'opportunities' | 'parameters'>,
  watched: WatchedPairs,
): CaptureHazard {
  const hazard = new CaptureHazard()
  const { latencyMs } = parameters
  const latencyOf = (venue: string): number => latencyMs?.venues[venue] ?? latencyMs?.usual ?? NaN
  const slots = slotsOf(watched)
  for (const found of opportunities) {
    const slot = slotIn(slots, found)
    if (found.captured !== null && found.quantity !== null) {
      const { buyQuantity, sellQuantity } = found.captured
      const question = {
        slot,
        edgeBps: found.touchBps,
        notional: found.buyPrice * found.quantity,
        latencyMs: Math.max(latencyOf(found.buyVenue), latencyOf(found.sellVenue)),
      }
      hazard.learn(question, buyQuantity === found.quantity && sellQuantity === found.quantity)
    }
    if (!found.open) hazard.lived(slot, found.durationMs)
  }
  return hazard
}

/** Numbers by pair of venues and asset. */
function slotsOf({ detector, listed }: WatchedPairs): Map<string, number> {
  const { quoteMap, withBasis, bases } = detector
  const relations = new Relations(quoteMap, withBasis, bases)
  for (const each of listed) relations.add(each)
  return new Map(
    relations.slots.map(({ kind, base, quote, class: of, relations: [first] }, slot) => {
      const [buy, sell] = [listed[first!.buy]!, listed[first!.sell]!]
      const venues = { buyVenue: buy.instrument.venue, sellVenue: sell.instrument.venue }
      return [keyOf({ kind, base, quote, class: of, ...venues }), slot]
    }),
  )
}

function slotIn(slots: Map<string, number>, found: FoundOpportunity): number {
  const key = keyOf(found)
  // Below zero no pair that is looked at has its number.
  const slot = slots.get(key) ?? -1 - slots.size
  slots.set(key, slot)
  return slot
}

function keyOf(
  pair: Pick<FoundOpportunity, 'kind' | 'base' | 'quote' | 'class' | 'buyVenue' | 'sellVenue'>,
): string {
  return [pair.kind, pair.base, pair.quote, pair.class, pair.buyVenue, pair.sellVenue].join('\n')
}
