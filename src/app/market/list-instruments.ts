import { isFeeBps, roundedBps } from '../../core/basis-points.ts'
import { unitsOfQuantity } from '../../core/contract-step.ts'
import { stepOfDecimal } from '../../core/decimal-steps.ts'
import { IsobarError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import type { LeastOrder } from '../../core/least-order.ts'
import type { ListedFees } from '../trade/listed-fees.ts'
import { askJson } from './ask-venue.ts'
import type { WantedInstrument } from './wanted-instrument.ts'
import type { VenuePlace, WirePlan } from './wire-plan.ts'

/** An instrument, and what its venue calls it. */
interface WireListed {
  readonly symbol: string
  readonly instrument: Instrument
  readonly least: LeastOrder
  readonly fees?: ListedFees
}

/**
 * What a venue lists of a wish; undefined where it lists none.
 *
 * @throws IsobarError of code `world` when the venue does not answer
 */
export async function listInstrument(
  { venue, plan, place }: { venue: string; plan: WirePlan; place: VenuePlace },
  { base, quote }: WantedInstrument,
  signal: AbortSignal,
): Promise<WireListed | undefined> {
  for (const each of quote === undefined ? plan.dollars : [quote]) {
    const symbol = plan.symbolOf(base, each)
    const answer = await askJson(place.rest + plan.instrumentPath(symbol), signal).catch(
      (cause: unknown) => {
        if (isUnlisted(cause)) return undefined
        throw cause
      },
    )
    const steps = plan.stepsOf(answer, symbol)
    const of = { venue, base, quote: each, class: plan.class }
    const instrument = steps === undefined ? undefined : instrumentOf(of, steps)
    if (instrument === undefined) continue
    return { symbol, instrument, least: leastOf(steps!, instrument), ...feesOf(steps!) }
  }
  return undefined
}

function leastOf(
  { minQuantity, minNotional }: NonNullable<ReturnType<WirePlan['stepsOf']>>,
  instrument: Instrument,
): LeastOrder {
  const quantity = unitsOfQuantity(instrument, Number(minQuantity ?? NaN))
  const notional = Number(minNotional ?? NaN)
  return {
    ...(quantity >= 0 ? { minQuantity: quantity } : {}),
    ...(notional >= 0 ? { minNotional: notional } : {}),
  }
}

function feesOf({
  makerFeePercent: maker = '',
  takerFeePercent: taker = '',
}: NonNullable<ReturnType<WirePlan['stepsOf']>>): { readonly fees?: ListedFees } {
  if (maker === '' || taker === '') return {}
  const fees = {
    makerFeeBps: roundedBps(Number(maker) * 100),
    takerFeeBps: roundedBps(Number(taker) * 100),
  }
  return isFeeBps(fees.makerFeeBps) && isFeeBps(fees.takerFeeBps) ? { fees } : {}
}

/** Venues answer so of a symbol that they do not have. */
const unlistedStatus: readonly unknown[] = [400, 404]

function isUnlisted(cause: unknown): boolean {
  return cause instanceof IsobarError && unlistedStatus.includes(cause.context['status'])
}

function instrumentOf(
  of: Pick<Instrument, 'venue' | 'base' | 'quote' | 'class'>,
  steps: NonNullable<ReturnType<WirePlan['stepsOf']>>,
): Instrument | undefined {
  const tickSize = stepOfDecimal(steps.tickSize)
  const lotSize = stepOfDecimal(steps.lotSize)
  if (tickSize === undefined || lotSize === undefined) return undefined
  const contractSize =
    steps.contractSize === undefined ? undefined : stepOfDecimal(steps.contractSize)
  return {
    ...of,
    name: `${of.base}-${of.quote}`,
    tickSize,
    lotSize,
    ...(contractSize === undefined ? {} : { contractSize }),
  }
}
