import type { VNode } from 'preact'
import { market } from '../market-store.ts'

/** Says what the market of this desk is, wherever it is not the real one; it cannot be closed. */
export function MarketBanner(): VNode | null {
  const mode = market.value?.mode
  switch (mode?.kind) {
    case 'simulated':
      return (
        <aside class="market-banner" aria-label="What market this is">
          <strong>SIMULATED MARKET</strong>
          <span>
            Prices, books and trades are made up on this machine (seed {mode.seed}):{' '}
            {mode.reason === 'asked for' ? 'the desk was started so' : mode.reason}. Exchanges are
            served at <code>{mode.address}</code>.
          </span>
        </aside>
      )
    case 'recording':
      return (
        <aside class="market-banner" aria-label="What market this is">
          <strong>RECORDED MARKET</strong>
          <span>
            Not now: <code>{mode.name}</code>, played as if it were, and begun again at its end.
          </span>
        </aside>
      )
    case 'failed':
      return (
        <div class="market-banner failed" role="alert">
          <strong>NO MARKET</strong>
          <span>{mode.message}</span>
        </div>
      )
    case 'none':
    case 'opening':
    case 'real':
    case undefined:
      return null
  }
}
