import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import { refillRate, slopeThroughOrigin, type Estimate } from './impact-estimates.ts'
import type { MarketSample } from './market-tape.ts'
import { divisibleSplit, type DivisibleBook } from '../router/divisible-split.ts'

/** What a schedule needs to know of a market, each with its error. Time in seconds, prices in quote per base unit. */
export interface MarketEstimates {
  /** Per square root of a second. */
  readonly volatility: Estimate
  /** How far a net unit taken moves the mid for good; undefined where trades do not tell. */
  readonly permanentImpact: Estimate | undefined
  /** Per second, of depth near the mid on the side that is taken. */
  readonly refillRate: Estimate | undefined
  /** Half a spread, quote per base unit. */
  readonly halfSpread: number
  /** Base units a second that all trade. */
  readonly volumeRate: number
}

/** Below so much of its usual size depth counts as taken. */
const TAKEN_BELOW = 0.85

/**
 * Measures a market on samples at equal distances.
 *
 *   volatility: root mean square of mid changes, error sigma / sqrt(2 n)
 *   permanent impact: slope of mid changes on net volume (bought less sold) of the same interval (Kyle 1985)
 *   refill: of depth that is under 0.85 of its median, what is missing one sample later against what was missing
 *
 * Net volume and the mid move each other, so that the slope tells what went together and is the larger for it.
 */
export function marketEstimates(
  samples: readonly MarketSample[],
  side: 'buy' | 'sell',
): Outcome<MarketEstimates, 'too-few'> {
  const known = samples.filter(({ mid }) => !Number.isNaN(mid))
  if (known.length < 30) return unavailable('too-few', `${known.length} samples, 30 are needed`)
  const interval = (known[1]!.time - known[0]!.time) / 1e6
  const changes = known.slice(1).map(({ mid }, k) => mid - known[k]!.mid)
  const variance = changes.reduce((sum, change) => sum + change ** 2, 0) / changes.length / interval
  const sigma = Math.sqrt(variance)
  const net = known.slice(1).map(({ bought, sold }) => bought - sold)
  const permanent = slopeThroughOrigin(net, changes)
  const refill = refilled(
    known.map(({ askDepth, bidDepth }) => (side === 'buy' ? askDepth : bidDepth)),
    interval,
  )
  const volume = known.slice(1).reduce((sum, { bought, sold }) => sum + bought + sold, 0)
  const spreads = known
    .map(({ halfSpread, mid }) => halfSpread * mid)
    .filter((value) => !Number.isNaN(value))
  return available({
    volatility: {
      value: sigma,
      standardError: sigma / Math.sqrt(2 * changes.length),
      observations: changes.length,
    },
    permanentImpact: permanent.kind === 'value' ? permanent.value : undefined,
    refillRate: refill,
    halfSpread: median(spreads),
    volumeRate: volume / (changes.length * interval),
  })
}

function refilled(depth: readonly number[], interval: number): Estimate | undefined {
  const usual = median(depth)
  const [after, later]: [number[], number[]] = [[], []]
  for (let k = 0; k + 1 < depth.length; k++) {
    const missing = usual - depth[k]!
    // Only where it had just been taken: what stays away was not taken.
    const isFresh = k > 0 && depth[k]! < depth[k - 1]!
    if (depth[k]! > TAKEN_BELOW * usual || !isFresh) continue
    after.push(missing)
    later.push(usual - depth[k + 1]!)
  }
  const rate = refillRate(after, later, interval)
  return rate.kind === 'value' ? rate.value : undefined
}

/**
 * How much dearer the average unit is for each unit taken at once: the slope through the origin of (average cost - cost of
 * the first unit) on quantity, over ten quantities up to the one wanted. Its error is how far the book is from a line.
 */
export function bookSlope(books: readonly DivisibleBook[], quantity: number): Estimate | undefined {
  const taken = new Float64Array(books.length)
  const first = divisibleSplit(books, Math.min(quantity, 1e-9), taken).unitCost
  const quantities = Array.from({ length: 10 }, (_, k) => (quantity * (k + 1)) / 10)
  const premiums = quantities.map((part) => {
    const { cost, filled } = divisibleSplit(books, part, taken)
    return cost / filled - first
  })
  const slope = slopeThroughOrigin(quantities, premiums)
  return slope.kind === 'value' ? slope.value : undefined
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
