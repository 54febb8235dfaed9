import type { VNode } from 'preact'
import { formatAddress } from '../address.ts'
import { pagesOf } from '../pages.ts'
import { market } from '../market-store.ts'
import type { DeskState } from '../state.ts'

/** The pages of a universe and of the market; their places are also their keys. */
export function Navigation({ state }: { readonly state: DeskState }): VNode {
  const isThrown = (market.value?.account?.killed ?? null) !== null
  const here = 'y' in state.address ? 'screen' : state.address.view
  return (
    <nav class="places" aria-label="Pages">
      {pagesOf(state).map(([name, address], place) => (
        <a
          key={name}
          href={formatAddress(address)}
          title={`${name} (${place + 1})`}
          aria-current={address.view === here ? 'page' : undefined}
          class={address.view === 'switch' && isThrown ? 'thrown' : undefined}
        >
          {address.view === 'switch' && isThrown ? 'KILL SWITCH THROWN' : name}
        </a>
      ))}
    </nav>
  )
}
