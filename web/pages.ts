import { defaultRadarHistory } from '../src/protocol/radar-parameters.ts'
import { defaultWalkForwardParameters } from '../src/protocol/walk-forward-parameters.ts'
import { marketPage, type Address } from './address.ts'
import { universeOf, type DeskState } from './state.ts'

/** The pages of a universe, then those of the market; where a reader was on one of them, the way leads back there. */
export function pagesOf(state: DeskState): readonly (readonly [name: string, address: Address])[] {
  const universe = universeOf(state)
  const { lastScreen, lastRadarHistory, lastWalkForward } = state
  return [
    ['Screen', { ...lastScreen, universe }],
    [
      'Over time',
      lastRadarHistory ?? { view: 'over-time', universe, parameters: defaultRadarHistory },
    ],
    [
      'Walk-forward',
      lastWalkForward ?? {
        view: 'walk-forward',
        universe,
        parameters: defaultWalkForwardParameters,
      },
    ],
    ['Venues', marketPage('venues')],
    ['Books', marketPage('books', state.lastBase)],
    ['Trading', marketPage('positions')],
    ['Journal', marketPage('journal')],
    ['Kill switch', marketPage('switch')],
    ['Arbitrage', marketPage('arbitrage', state.lastBase)],
    ['Flow', marketPage('flow')],
  ]
}
