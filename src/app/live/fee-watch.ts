import { unitsOf } from '../../core/currency.ts'
import type { OrderEvent } from '../../core/orders/order-event.ts'
import { notionalOfLots } from '../../core/notional.ts'
import { priceOf } from '../../core/price.ts'
import type { Engine } from '../../engine/engine.ts'
import { rateInQuote } from '../../engine/valuation.ts'
import type { LiveSetup } from './live-setup.ts'
import { isToldFee, nearestTold, type ToldFee } from './told-fees.ts'

/** What a venue has charged in a run, and what it was said to. */
export interface ChargedFees {
  readonly venue: string
  readonly quote: string
  readonly liquidity: 'maker' | 'taker'
  readonly fills: number
  /** Fills more that were charged in a currency whose worth is not known: of them the figure says nothing. */
  readonly unvalued: number
  /** Of the notional of `fills`; below zero where it paid, null where there are none. */
  readonly chargedBps: number | null
  /** Null where nobody said anything. */
  readonly toldLeastBps: number | null
  readonly toldMostBps: number | null
}

interface Kept {
  readonly venue: string
  readonly quote: string
  readonly liquidity: 'maker' | 'taker'
  readonly told: ToldFee | undefined
  fills: number
  unvalued: number
  /** Quote units. */
  notional: number
  fees: number
}

/** Fewer fills may be dust, or of one odd minute. */
const fillsLeast = 5
/** Holds what fills are charged against what a person says of fees, and tells of each venue once where the two differ. */
export class FeeWatch {
  readonly #setup: Pick<LiveSetup, 'instruments' | 'toldFees' | 'tell'>
  readonly #engine: Engine
  readonly #kept = new Map<string, Kept>()
  readonly #warned = new Set<string>()

  constructor(setup: Pick<LiveSetup, 'instruments' | 'toldFees' | 'tell'>, engine: Engine) {
    this.#setup = setup
    this.#engine = engine
  }

  /** Takes a fill that is heard of for the first time. @param strategy whose order it is of, by its index */
  filled(event: Extract<OrderEvent, { kind: 'filled' }>, strategy: number): void {
    const { instruments, toldFees } = this.#setup
    const { instrument: index, liquidity, feeAtoms, feeCurrency } = event
    const instrument = instruments[index]!
    const { venue, quote } = instrument
    const fee = unitsOf(feeAtoms) * rateInQuote(this.#engine, index, feeCurrency)
    const told = toldFees?.({
      strategy,
      instrument: index,
      liquidity,
      time: event.exchangeTime,
    })
    const key = [venue, quote, liquidity, told?.where, told?.leastBps, told?.mostBps].join()
    const kept = this.#kept.get(key) ?? {
      venue,
      quote,
      liquidity,
      told,
      fills: 0,
      unvalued: 0,
      notional: 0,
      fees: 0,
    }
    this.#kept.set(key, kept)
    if (Number.isNaN(fee)) {
      kept.unvalued++
      return
    }
    const price = priceOf(event.priceTicks, event.priceStep ?? instrument.tickSize)
    kept.fills++
    kept.notional += notionalOfLots(instrument, event.lots, price)
    kept.fees += fee
    this.#judge(kept)
  }

  charged(): readonly ChargedFees[] {
    return [...this.#kept.values()].map(({ told, notional, fees, ...rest }) => ({
      ...rest,
      chargedBps: rest.fills === 0 ? null : rounded((fees / notional) * 1e4),
      toldLeastBps: told?.leastBps ?? null,
      toldMostBps: told?.mostBps ?? null,
    }))
  }

  #judge({ venue, quote, liquidity, told, fills, notional, fees }: Kept): void {
    const about = `${venue} ${liquidity}`
    if (told === undefined || fills < fillsLeast || this.#warned.has(about)) return
    const chargedBps = (fees / notional) * 1e4
    if (isToldFee(chargedBps, told)) return
    const nearest = nearestTold(chargedBps, told)
    this.#warned.add(about)
    const inPlace = (nearest / 1e4) * notional
    this.#setup.tell(
      `${venue} charges ${liquidity}s ${rounded(chargedBps)} bps where ${inWords(told)}: of ${fills} fills ${rounded(fees)} ${quote} in place of ${rounded(inPlace)} (${told.where})`,
      'disagreement',
    )
  }
}

function inWords({ leastBps, mostBps, how }: ToldFee): string {
  if (leastBps !== mostBps) return `${rounded(leastBps)} to ${rounded(mostBps)} are ${how}`
  return `${rounded(leastBps)} ${leastBps === 1 ? 'is' : 'are'} ${how}`
}

/** Four digits are enough for a person. */
function rounded(value: number): number {
  return Number(value.toPrecision(4))
}
