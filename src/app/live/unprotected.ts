import type { Lots } from '../../core/price.ts'
import { quantityInWords } from '../../core/quantity-words.ts'
import { isProtective, type OrderState } from '../../execution/order-state.ts'
import type { LiveDesk } from './live-desk.ts'

/** What is held beyond the stops that rest beside it, where stops are asked for, in words; nothing where all has its stop. */
export function unprotectedInWords({ setup, engine }: LiveDesk): string[] {
  return engine.account.holdings.flatMap(({ lots }, index) => {
    if (setup.isProtected?.[index] !== true) return []
    const bare = Math.abs(lots) - protectedLots(engine, index, lots)
    if (bare <= 0) return []
    const instrument = setup.instruments[index]!
    const { venue, name } = instrument
    const signed = (Math.sign(lots) * bare) as Lots
    return [`${venue}:${name} ${quantityInWords(instrument, signed)} held without a stop`]
  })
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
