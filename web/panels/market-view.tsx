import type { VNode } from 'preact'
import type { AccountState } from '../../src/protocol/market.ts'
import type { MarketAddress } from '../address.ts'
import { market } from '../market-store.ts'
import { AccountPanels } from './account-panels.tsx'
import { ArbitragePage } from './arbitrage-page.tsx'
import { BooksPanel } from './books-panel.tsx'
import { FlowView } from './flow-view.tsx'
import { JournalPanel } from './journal-panel.tsx'
import { Notice, Working } from './notice.tsx'
import { SwitchPanel } from './switch-panel.tsx'
import { TouchPanel } from './touch-panel.tsx'
import { VenuesPanel } from './venues-panel.tsx'

/** A page of the market. */
export function MarketView({ address }: { readonly address: MarketAddress }): VNode {
  const state = market.value
  if (state === null) return <Working title="Asking for the market" progress={null} unit="" />
  const { mode, account, venues, instruments } = state
  if (mode.kind === 'none') return <NoMarket />
  if (mode.kind === 'opening') return <Working title="Opening the market" progress={null} unit="" />
  if (account === null) return <FailedMarket />
  return (
    <main class="market">
      {address.view === 'venues' && (
        <>
          <VenuesPanel venues={venues} now={state.time} />
          <TouchPanel instruments={instruments} />
        </>
      )}
      {address.view === 'books' && <BooksPanel address={address} />}
      {address.view === 'arbitrage' && <ArbitragePage base={address.base} />}
      {address.view === 'flow' && <FlowView />}
      {isOfAccount(address.view) && <AccountPage view={address.view} account={account} />}
    </main>
  )
}

type AccountView = 'positions' | 'journal' | 'switch'

function isOfAccount(view: MarketAddress['view']): view is AccountView {
  return view === 'positions' || view === 'journal' || view === 'switch'
}

function AccountPage(props: { readonly view: AccountView; readonly account: AccountState }): VNode {
  switch (props.view) {
    case 'positions':
      return <AccountPanels account={props.account} />
    case 'journal':
      return <JournalPanel account={props.account} />
    case 'switch':
      return <SwitchPanel account={props.account} />
  }
}

function NoMarket(): VNode {
  return (
    <Notice title="This desk was started without a market">
      <p>
        Start it with <code>npm start</code> for the real one where it can be reached, or with{' '}
        <code>npm start -- --embedded</code> for one that is made up on this machine.
      </p>
    </Notice>
  )
}

function FailedMarket(): VNode {
  return (
    <Notice title="There is no market" isAlert>
      <p>
        What went wrong stands above. <code>npm start -- --embedded</code> needs no network.
      </p>
    </Notice>
  )
}
