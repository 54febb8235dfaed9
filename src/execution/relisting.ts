import type { Instrument } from '../core/instrument.ts'
import type { OrderPricing } from '../core/orders/order.ts'
import { quantityOf, type Lots, type PriceTicks, type Step } from '../core/price.ts'
import type { JournalledLegs } from '../core/journal.ts'
import type { JournalledBaseline } from './journalled-baseline.ts'
import type { JournalledOrder } from './journalled-order.ts'
import type { JournalledPosition } from './journalled-position.ts'

/** What a journal counts in the steps of its instruments. */
interface CountedInSteps {
  readonly positions: JournalledPosition[]
  orders: JournalledOrder[]
  readonly legs: readonly JournalledLegs[]
  baselines: JournalledBaseline[]
}

/** What becomes of a journal where an instrument is listed with other steps. */
export type Relisting =
  | { readonly kind: 'same' }
  /** Written in the new steps; `take` puts it in the place of what was. */
  | { readonly kind: 'exact'; take(): void }
  /** Something is no whole number of the new steps. @property what in words */
  | { readonly kind: 'inexact'; readonly what: string }

/**
 * An instrument at its place in a journal under the listing of now: a venue changes the steps of price and quantity of what it
 * lists now and then, and what was counted in the old ones is counted in the new, exactly or not at all.
 */
export function relisting(state: CountedInSteps, place: number, now: Instrument): Relisting {
  const position = state.positions[place]!
  const before = position.instrument
  const ratios: Ratios = {
    lots: lotRatio(before, now),
    ticks: stepRatio(before.tickSize, now.tickSize),
  }
  if (isOne(ratios.lots) && isOne(ratios.ticks)) return { kind: 'same' }
  const { name, lotSize } = before
  if (state.legs.some(({ wish }) => wish.legs.some(({ instrument }) => instrument === place)))
    return inexact('legs that are under way')
  const lots = counted(position.lots, ratios.lots)
  const shares = position.shares.map((share) => ({
    ...share,
    lots: counted(share.lots, ratios.lots) as Lots | undefined,
  }))
  if (lots === undefined || shares.some((share) => share.lots === undefined))
    return inexact(`the ${quantityOf(position.lots, lotSize)} that are held`)
  const orders: JournalledOrder[] = []
  for (const order of state.orders) {
    const written = order.state.request.instrument === place ? relistedOrder(order, ratios) : order
    // One that is over is remembered for whose it was, and need not be.
    if (written === undefined && order.state.fate !== 'ended')
      return inexact(`order ${order.wireId}`)
    if (written !== undefined) orders.push(written)
  }
  const baselines = relistedBaselines(state, place, now, ratios)
  if (baselines === undefined) return inexact(`what was held of ${name} before the journal began`)
  return {
    kind: 'exact',
    take: () => {
      const held = shares as { strategy: string; lots: Lots; money: (typeof position)['money'] }[]
      state.positions[place] = { ...position, instrument: now, lots: lots as Lots, shares: held }
      state.orders = orders
      state.baselines = baselines
    },
  }
}

function inexact(what: string): Relisting {
  return { kind: 'inexact', what }
}

/** How many of the new steps one of the old is. */
interface Ratio {
  readonly over: bigint
  readonly under: bigint
}

interface Ratios {
  readonly lots: Ratio
  readonly ticks: Ratio
}

const one: Step = { units: 1, decimals: 0 }

function stepRatio(before: Step, now: Step): Ratio {
  return {
    over: BigInt(before.units) * 10n ** BigInt(now.decimals),
    under: BigInt(now.units) * 10n ** BigInt(before.decimals),
  }
}

/** In the coin, or the dollars of inverse contracts: a contract may be of another size too. */
function lotRatio(before: Instrument, now: Instrument): Ratio {
  const lot = stepRatio(before.lotSize, now.lotSize)
  const contract = stepRatio(before.contractSize ?? one, now.contractSize ?? one)
  return { over: lot.over * contract.over, under: lot.under * contract.under }
}

function isOne({ over, under }: Ratio): boolean {
  return over === under
}

/** So many of the new steps; undefined where they are no whole number, or none a double counts. */
function counted(count: number, { over, under }: Ratio): number | undefined {
  const scaled = BigInt(count) * over
  if (scaled % under !== 0n) return undefined
  const whole = Number(scaled / under)
  return Number.isSafeInteger(whole) ? whole : undefined
}

function relistedOrder(order: JournalledOrder, ratios: Ratios): JournalledOrder | undefined {
  let isExact = true
  const exactly = <Count extends number>(count: Count, ratio: Ratio): Count => {
    const found = counted(count, ratio)
    if (found === undefined) isExact = false
    return (found ?? count) as Count
  }
  const lots = (count: Lots): Lots => exactly(count, ratios.lots)
  const ticks = (count: PriceTicks): PriceTicks => exactly(count, ratios.ticks)
  const { request, priceTicks, amendAsked, ...rest } = order.state
  const state: JournalledOrder['state'] = {
    ...rest,
    request: {
      ...request,
      lots: lots(request.lots),
      pricing: relistedPricing(request.pricing, ticks),
    },
    lots: lots(rest.lots),
    filledLots: lots(rest.filledLots),
    claimedLots: lots(rest.claimedLots),
    priceTicks: priceTicks === undefined ? undefined : ticks(priceTicks),
    amendAsked:
      amendAsked === undefined
        ? undefined
        : { lots: lots(amendAsked.lots), priceTicks: ticks(amendAsked.priceTicks) },
  }
  return isExact ? { ...order, state } : undefined
}

function relistedPricing(
  pricing: OrderPricing,
  ticks: (count: PriceTicks) => PriceTicks,
): OrderPricing {
  switch (pricing.kind) {
    case 'market':
      return pricing
    case 'limit':
      return { ...pricing, priceTicks: ticks(pricing.priceTicks) }
    case 'stop': {
      const { limitTicks, ...stop } = pricing
      const limit = limitTicks === undefined ? {} : { limitTicks: ticks(limitTicks) }
      return { ...stop, triggerTicks: ticks(stop.triggerTicks), ...limit }
    }
  }
}

/** Of what was there at first and what was journalled until then only the difference is looked at, and only of perpetuals. */
function relistedBaselines(
  { baselines }: CountedInSteps,
  place: number,
  now: Instrument,
  { lots }: Ratios,
): JournalledBaseline[] | undefined {
  let isExact = true
  const written = baselines.map((baseline) => {
    if (baseline.venue !== now.venue) return baseline
    const isIt = ({ name, class: kind }: Instrument): boolean =>
      name === now.name && kind === now.class
    const at = baseline.before.findIndex(({ instrument }) => isIt(instrument))
    const first = baseline.positions.find(({ instrument }) => instrument === place)?.lots ?? 0
    const rest = now.class === 'spot' ? 0 : counted(first - (baseline.before[at]?.lots ?? 0), lots)
    if (rest === undefined) isExact = false
    const before = baseline.before.map((each, index) =>
      index === at ? { ...each, instrument: now, lots: 0 as Lots } : each,
    )
    const others = baseline.positions.filter(({ instrument }) => instrument !== place)
    return {
      ...baseline,
      before,
      positions: [...others, { instrument: place, lots: rest as Lots }],
    }
  })
  return isExact ? written : undefined
}
