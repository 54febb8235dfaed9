import { defaultPairParameters } from '../src/protocol/pair-parameters.ts'
import { noDraws } from './address.ts'
import { universeOf } from './state.ts'
import { desk, visit } from './store.ts'

/** Goes to a pair of the universe on screen. */
export function openPair({ y, x }: { readonly y: string; readonly x: string }): void {
  const state = desk.peek()
  const universe = universeOf(state) ?? { venue: 'saved run', timeframe: 'screen' }
  visit({ view: 'pair', universe, y, x, parameters: defaultPairParameters, draws: noDraws })
}
