import { quantityOf, type Lots } from '../../core/price.ts'
import { quantityUnit, toldQuantity } from '../../core/quantity-words.ts'
import { isProtective, type OrderState } from '../../execution/order-state.ts'
import { firstRefused } from '../../risk/review.ts'
import { requestOf } from '../../engine/send-orders.ts'
import type { LiveDesk } from './live-desk.ts'

/** What is held beyond the stops that rest beside it, where stops are asked for. */
export interface Unprotected {
  readonly venue: string
  readonly instrument: string
  /** Signed, base units or contracts. */
  readonly quantity: number
  /** In coins where no unit is said. */
  readonly unit?: 'contracts'
  /** Would risk refuse its stop now? Else its venue did, or has not answered. */
  readonly isRefusedByRisk: boolean
}

type Looked = Pick<LiveDesk, 'setup' | 'engine'>

/** All of it, but what is too little for a stop; nothing where everything has its stop. */
export function unprotected({ setup, engine }: Looked): Unprotected[] {
  return engine.account.holdings.flatMap(({ lots }, index) => {
    if (setup.isProtected?.[index] !== true) return []
    const bare = Math.abs(lots) - protectedLots(engine, index, lots)
    if (bare <= (setup.dust?.get(index) ?? 0)) return []
    const instrument = setup.instruments[index]!
    const { venue, name } = instrument
    const signed = (Math.sign(lots) * bare) as Lots
    return [
      {
        venue,
        instrument: name,
        quantity: quantityOf(signed, instrument.lotSize),
        ...quantityUnit(instrument),
        isRefusedByRisk: isRefused(engine, index, signed),
      },
    ]
  })
}

/** All of it in words. */
export function unprotectedInWords(looked: Looked): string[] {
  return unprotected(looked).map(bareInWords)
}

/** `okx:BTC-USDT 3 contracts held without a stop`. */
export function bareInWords({ venue, instrument, quantity, unit }: Unprotected): string {
  return `${venue}:${instrument} ${toldQuantity(quantity, unit)} held without a stop`
}

/** A stop wherever it would be: of what only reduces risk looks at no price. */
function isRefused({ risk, view }: LiveDesk['engine'], instrument: number, held: Lots): boolean {
  const stop = requestOf(0, {
    instrument,
    side: held > 0 ? 'sell' : 'buy',
    lots: Math.abs(held) as Lots,
    pricing: { kind: 'market' },
    isReduceOnly: true,
  })
  return firstRefused(risk, view, [stop]) !== undefined
}

/** Lots of stops that rest at the venue and close what is held. */
function protectedLots(
  { runners, orders }: LiveDesk['engine'],
  instrument: number,
  held: number,
): number {
  let lots = 0
  const side = held > 0 ? 'sell' : 'buy'
  for (const index of runners.keys())
    for (const { state } of orders.openOf(index))
      if (state.request.instrument === instrument && state.request.side === side && rests(state))
        lots += state.lots - state.filledLots
  return lots
}

/** One that is being cancelled closes nothing any more. */
function rests(state: OrderState): boolean {
  return isProtective(state) && state.fate === 'open' && !state.isCancelAsked
}
