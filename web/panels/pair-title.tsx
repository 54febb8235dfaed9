import type { ComponentChildren, VNode } from 'preact'
import { formatAddress, type LegsAddress } from '../address.ts'
import { verdictWork } from '../load.ts'
import { pairOf, sweepOf, verdictOf } from '../pair-pages.ts'
import type { DeskState } from '../state.ts'
import { stepPair } from '../step-pair.ts'
import { visit } from '../store.ts'

/** Which pair this is, the pages there are about it, and the way to others. */
export function PairTitle(props: {
  readonly state: DeskState
  readonly address: LegsAddress
  /** What the page is about, in a few words. */
  readonly children: ComponentChildren
}): VNode {
  const { state, address } = props
  const { y, x } = address
  return (
    <div class="result-title">
      {state.report === null && (
        <a class="back" href={formatAddress(state.lastScreen)} title="Back to the screen (Esc)">
          Screen
        </a>
      )}
      <h1>
        <span class="leg-y">{y}</span> on <span class="leg-x">{x}</span>
      </h1>
      <span class="soft numbers">{props.children}</span>
      {state.report === null && <Moves address={address} />}
    </div>
  )
}

function Moves({ address }: { readonly address: LegsAddress }): VNode {
  const { view, y, x } = address
  return (
    <span class="moves">
      <nav class="pair-pages" aria-label="Pages of this pair">
        <a
          href={formatAddress(pairOf(address))}
          aria-current={view === 'pair' ? 'page' : undefined}
        >
          Backtest
        </a>
        <a
          href={formatAddress(sweepOf(address))}
          aria-current={view === 'sweep' ? 'page' : undefined}
          title="A grid of parameters as a map"
        >
          Sweep
        </a>
        <a
          href={formatAddress(verdictOf(address))}
          aria-current={view === 'verdict' ? 'page' : undefined}
          title="One card: is it a relation, does it pay, is it more than luck"
          onClick={(event) => {
            event.preventDefault()
            visit(verdictOf(address))
            verdictWork.start()
          }}
        >
          Verdict
        </a>
      </nav>
      <button
        type="button"
        class="plain"
        title="The other direction of the same pair"
        onClick={() => visit({ ...address, y: x, x: y })}
      >
        Swap
      </button>
      {view === 'pair' && (
        <>
          <button type="button" class="plain" title="[" onClick={() => stepPair(-1)}>
            Previous
          </button>
          <button type="button" class="plain" title="]" onClick={() => stepPair(1)}>
            Next
          </button>
        </>
      )}
    </span>
  )
}
