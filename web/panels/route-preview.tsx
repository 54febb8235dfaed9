import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type { RouteRun } from '../../src/protocol/route-run.ts'
import { formatFixed, formatQuantity } from '../format.ts'
import { askServer, type Asked } from '../ask-server.ts'
import { usePolled } from '../polled.ts'
import { filledNote, quantityIn, tooSmall } from '../route-words.ts'
import { Figure, toneOf } from './figure.tsx'

const askedEveryMs = 2_000

/** What a reader asks for, and what the server says to it. */
export interface AskedRoute {
  readonly side: 'buy' | 'sell'
  readonly text: string
  /** Undefined where the text is none. */
  readonly quantity: string | undefined
  readonly answer: Asked<RouteRun> | null
  readonly run: RouteRun | null
  readonly change: (asked: { readonly side: 'buy' | 'sell'; readonly text: string }) => void
}

/** A route that is planned again and again over the books as they stand. @param query the asset, as the server is asked */
export function useRoute(query: string): AskedRoute {
  const [{ side, text }, change] = useState<Pick<AskedRoute, 'side' | 'text'>>({
    side: 'buy',
    text: '5',
  })
  const quantity = quantityIn(text)
  const path =
    quantity === undefined ? null : `api/route?${query}&side=${side}&quantity=${quantity}`
  const answer = usePolled(path, askedEveryMs, askServer<RouteRun>)
  const run = answer?.kind === 'ready' ? answer.value : null
  return { side, text, quantity, answer, run, change }
}

/** What a large order would cost over the books as they stand, and what splitting it saves. */
export function RoutePreview(props: { readonly asked: AskedRoute; readonly base: string }): VNode {
  const { asked, base } = props
  const { side, text, quantity, change } = asked
  return (
    <section class="panel" aria-label="Route preview">
      <div class="panel-head">
        <h2>Route preview</h2>
        <span class="soft">what an order would cost now; nothing is sent</span>
      </div>
      <form class="route-form" onSubmit={(event) => event.preventDefault()}>
        <div class="choice" role="group" aria-label="Side">
          {(['buy', 'sell'] as const).map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === side}
              onClick={() => change({ side: each, text })}
            >
              {each}
            </button>
          ))}
        </div>
        <label>
          quantity{' '}
          <input
            inputMode="decimal"
            value={text}
            aria-invalid={quantity === undefined}
            onInput={({ currentTarget }) => change({ side, text: currentTarget.value })}
          />{' '}
          {base}
        </label>
      </form>
      <Answer asked={asked} />
    </section>
  )
}

function Answer({ asked }: { readonly asked: AskedRoute }): VNode {
  const { quantity, answer } = asked
  if (quantity === undefined) {
    return (
      <p class="panel-empty loss">
        A number above zero is needed, with twelve digits at most before its point and behind it.
      </p>
    )
  }
  if (answer === null) return <p class="panel-empty">Planning\u2026</p>
  if (answer.kind === 'ready') {
    const words = tooSmall(answer.value)
    if (words === undefined) return <RouteFigures run={answer.value} />
    return (
      <p class="panel-empty" role="status">
        {words}
      </p>
    )
  }
  return (
    <p class="panel-empty" role="status">
      {answer.failure.kind === 'unreachable'
        ? 'The desk\u2019s server does not answer.'
        : answer.failure.message}
    </p>
  )
}

function RouteFigures({ run }: { readonly run: RouteRun }): VNode {
  const { side, filled, quote, cost, costBps, singleVenue, savingBps } = run
  const proof = run.isOptimal
    ? 'proven cheapest'
    : `within ${formatFixed(run.gapBps, 3)} bps of the cheapest`
  return (
    <dl class="figures route-figures">
      <Figure name="Cost, bps of the best mid" title="Spread, depth and fees" after={proof}>
        {formatFixed(costBps, 2)}
      </Figure>
      <Figure name={side === 'buy' ? 'Pays' : 'Receives'} after={quote}>
        {formatFixed(Math.abs(cost), 2)}
      </Figure>
      <Figure name="Filled" after={filledNote(run)}>
        {formatQuantity(filled, 9)}
      </Figure>
      <Figure
        name="Saves, bps"
        tone={toneOf(savingBps)}
        after={singleVenue === null ? 'no venue alone fills it' : `on ${singleVenue.venue} alone`}
      >
        {formatFixed(savingBps, 2)}
      </Figure>
    </dl>
  )
}
