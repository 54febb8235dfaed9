import type { VNode } from 'preact'
import type { Universe } from '../../src/protocol/desk.ts'
import { defaultTable, isMarketAddress, type Address, type UniverseName } from '../address.ts'
import { undrawn } from '../../src/protocol/radar-parameters.ts'
import { sourceOf, universeOf, type DeskState } from '../state.ts'
import { change, visit } from '../store.ts'
import { isDark, otherTheme } from '../theme.ts'
import { Mark } from './mark.tsx'
import { MarketBanner } from './market-banner.tsx'
import { Navigation } from './navigation.tsx'

/** The head of every page, and under it what market this is. */
export function Header({ state }: { readonly state: DeskState }): VNode {
  return (
    <>
      <Head state={state} />
      {state.report === null && <MarketBanner />}
    </>
  )
}

/** Name, universe, where the numbers come from, the link to the server, theme and guide. */
function Head({ state }: { readonly state: DeskState }): VNode {
  // The market says of itself what it is.
  const source = isMarketAddress(state.address) ? null : sourceOf(state)
  return (
    <header class="header">
      <a class="name" href="#/screen" aria-label="Isobar, the screen">
        <Mark />
        <span>Isobar</span>
      </a>
      {state.report === null && <Navigation state={state} />}
      {state.report === null ? (
        <UniverseChoice state={state} />
      ) : (
        <code class="command">isobar {state.report.command}</code>
      )}
      {source?.kind === 'synthetic' && (
        <strong class="synthetic" role="note">
          SYNTHETIC DATA, seed {source.seed}
        </strong>
      )}
      {source?.kind === 'folder' && (
        <span class="source">
          Bars of <b>{source.name}</b>
        </span>
      )}
      <span class="header-gap" />
      <LinkState state={state} />
      <ThemeSwitch state={state} />
      <button
        type="button"
        class="plain"
        aria-label="Keyboard guide"
        title="Keyboard guide (?)"
        onClick={() => change((before) => ({ ...before, isHelpOpen: !before.isHelpOpen }))}
      >
        Keys
      </button>
    </header>
  )
}

function UniverseChoice({ state }: { readonly state: DeskState }): VNode | null {
  if (state.universes.kind !== 'ready' || isMarketAddress(state.address)) return null
  const { universes } = state.universes.value
  const chosen = universeOf(state)
  if (universes.length === 0 || chosen === null) return null
  const value = `${chosen.venue} ${chosen.timeframe}`
  const isListed = universes.some((one) => keyOf(one) === value)
  return (
    <label class="universe">
      <span>Universe</span>
      <select
        value={value}
        onChange={({ currentTarget }) => {
          const universe = universes.find((one) => keyOf(one) === currentTarget.value)
          if (universe === undefined) return
          const { venue, timeframe } = universe
          visit(sameViewOf(state, { venue, timeframe }))
        }}
      >
        {!isListed && <option value={value}>{value} (not here)</option>}
        {universes.map((one) => (
          <option key={keyOf(one)} value={keyOf(one)}>
            {one.venue} {one.timeframe} ({one.series.length} series)
          </option>
        ))}
      </select>
    </label>
  )
}

/** The same page of another universe; a pair has its own, so it gives way to the screen. */
function sameViewOf({ address }: DeskState, universe: UniverseName): Address {
  if (address.view === 'walk-forward' || address.view === 'over-time') {
    return { ...address, universe }
  }
  return { view: 'screen', universe, table: defaultTable, drawn: undrawn }
}

function LinkState({ state }: { readonly state: DeskState }): VNode {
  const version = state.report?.version ?? state.health?.version
  const words = {
    connecting: 'connecting',
    open: 'connected',
    lost: 'no server, trying again',
  }
  return (
    <span class={`link link-${state.report === null ? state.link : 'report'}`} role="status">
      {state.report === null ? words[state.link] : 'saved report'}
      {version !== undefined && <span class="version"> {version}</span>}
    </span>
  )
}

function ThemeSwitch({ state }: { readonly state: DeskState }): VNode {
  return (
    <button
      type="button"
      class="plain"
      title="Dark or light (t)"
      onClick={() => change((before) => ({ ...before, theme: otherTheme(before.theme) }))}
    >
      {isDark(state.theme) ? 'Light' : 'Dark'}
    </button>
  )
}

function keyOf({ venue, timeframe }: Universe): string {
  return `${venue} ${timeframe}`
}
