import { discounted } from '../../core/fee-plan.ts'
import { feeTermsAt } from '../../core/fee-schedule.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { Instant } from '../../core/time.ts'
import { ownTerms } from '../trade/simulated-venues.ts'
import type { PlacedStrategy } from '../trade/built-strategies.ts'
import type { VenueConfig } from '../trade/venue-config.ts'

/** What somebody said that a venue charges, basis points of notional: from one figure to another where it goes by volume. */
export interface ToldFee {
  readonly leastBps: number
  readonly mostBps: number
  /** By the configuration of a strategy, or of a venue, which has usual figures where nobody says any. */
  readonly how: 'told' | 'supposed'
  /** Where it was said. */
  readonly where: string
}

/** A fill that is charged for. */
interface Charged {
  /** By its index in the run. */
  readonly strategy: number
  readonly instrument: number
  readonly liquidity: 'maker' | 'taker'
  readonly time: Instant
}

/** Undefined where nobody said anything. */
export type ToldFees = (charged: Charged) => ToldFee | undefined

/**
 * What is said of fees: the settings `makerFeeBps` and `takerFeeBps` of the strategy that traded, for it decides by them; else
 * what is supposed of the venue.
 *
 * @param termsOf undefined where fills are simulated by those very suppositions
 */
export function toldFees(
  placed: readonly PlacedStrategy[],
  instruments: readonly Instrument[],
  termsOf: (venue: string) => VenueConfig | undefined,
): ToldFees {
  return ({ strategy, instrument: index, liquidity, time }) => {
    const instrument = instruments[index]!
    const name = `${liquidity}FeeBps` as const
    const { settings = {}, offered = {} } = placed[strategy] ?? {}
    const setting = settingOf({ ...offered, ...settings }[name], instrument)
    if (setting !== undefined)
      return { leastBps: setting, mostBps: setting, how: 'told', where: `strategy.${name}` }
    const terms = termsOf(instrument.venue)
    if (terms === undefined) return undefined
    const { tiers, token } = ownTerms(terms, instrument).fees
    const figures = tiers
      .filter(({ fees }) => fees[0]!.from <= time)
      .map(({ fees }) => feeTermsAt(fees, time)[name])
      .map((bps) => (token === undefined ? bps : discounted(bps, token)))
    return {
      leastBps: Math.min(...figures),
      mostBps: Math.max(...figures),
      how: 'supposed',
      where: `venues.${instrument.venue}.${tiers.length > 1 ? 'fees' : name}`,
    }
  }
}

/**
 * So far apart the two are the same: a venue that rounds fees to a ten-thousandth of a dollar rounds those of ten dollars by up
 * to 0.1 basis points, and what is paid in base is counted by the mid when the fill is heard of, not by the fill's own price.
 */
const roundedBps = 0.1
const roundedShare = 0.02

/** Is a fee what was said of it? */
export function isToldFee(bps: number, told: ToldFee): boolean {
  const nearest = nearestTold(bps, told)
  return Math.abs(bps - nearest) <= roundedBps + roundedShare * Math.abs(nearest)
}

/** Of what was said what is nearest to a fee. */
export function nearestTold(bps: number, { leastBps, mostBps }: ToldFee): number {
  return Math.min(Math.max(bps, leastBps), mostBps)
}

/** A number for all, or by instrument or venue with `*` for every other. */
function settingOf(told: unknown, { venue, name }: Instrument): number | undefined {
  const byPlace = (typeof told === 'object' && told !== null ? told : { '*': told }) as Readonly<
    Record<string, unknown>
  >
  const value = byPlace[`${venue}:${name}`] ?? byPlace[venue] ?? byPlace['*']
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
