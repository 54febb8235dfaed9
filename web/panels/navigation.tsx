import type { VNode } from 'preact'
import { formatAddress } from '../address.ts'
import { pagesOf } from '../pages.ts'
import type { DeskState } from '../state.ts'

/** The pages of a universe; their places are also their keys. */
export function Navigation({ state }: { readonly state: DeskState }): VNode {
  const here = 'y' in state.address ? 'screen' : state.address.view
  return (
    <nav class="places" aria-label="Pages">
      {pagesOf(state).map(([name, address], place) => (
        <a
          key={name}
          href={formatAddress(address)}
          title={`${name} (${place + 1})`}
          aria-current={address.view === here ? 'page' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  )
}
