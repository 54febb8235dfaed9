import type { VNode } from 'preact'
import { defaultRadarHistory } from '../../src/protocol/radar-parameters.ts'
import { defaultWalkForwardParameters } from '../../src/protocol/walk-forward-parameters.ts'
import { formatAddress, type Address } from '../address.ts'
import { universeOf, type DeskState } from '../state.ts'

/** The pages of a universe; where a reader was on one of them, the way leads back there. */
export function Navigation({ state }: { readonly state: DeskState }): VNode {
  const universe = universeOf(state)
  const here = state.address.view === 'pair' ? 'screen' : state.address.view
  const places: readonly (readonly [name: string, address: Address])[] = [
    ['Screen', { ...state.lastScreen, universe }],
    [
      'Over time',
      state.lastRadarHistory ?? { view: 'over-time', universe, parameters: defaultRadarHistory },
    ],
    [
      'Walk-forward',
      state.lastWalkForward ?? {
        view: 'walk-forward',
        universe,
        parameters: defaultWalkForwardParameters,
      },
    ],
  ]
  return (
    <nav class="places" aria-label="Pages">
      {places.map(([name, address]) => (
        <a
          key={name}
          href={formatAddress(address)}
          aria-current={address.view === here ? 'page' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  )
}
