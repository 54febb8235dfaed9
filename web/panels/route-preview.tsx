import type { VNode } from 'preact'
import type { RouteRun } from '../../src/protocol/route-run.ts'
import { formatFixed } from '../format.ts'
import { typedOrder, typeOrder, type TypedOrder } from '../arbitrage-fields.ts'
import { askServer, type Asked } from '../ask-server.ts'
import { usePolled } from '../polled.ts'
import { quantityIn, tooSmall } from '../route-words.ts'
import { RouteFigures } from './route-figures.tsx'

const askedEveryMs = 2_000

/** What a reader asks for, and what the server says to it. */
export interface AskedRoute extends TypedOrder {
  /** Undefined where the text is none. */
  readonly quantity: string | undefined
  readonly answer: Asked<RouteRun> | null
  readonly run: RouteRun | null
}

/** A route that is planned again and again over the books as they stand. @param query the asset, as the server is asked */
export function useRoute(query: string): AskedRoute {
  const { side, text } = typedOrder.value
  const quantity = quantityIn(text)
  const path =
    quantity === undefined ? null : `api/route?${query}&side=${side}&quantity=${quantity}`
  const answer = usePolled(path, askedEveryMs, askServer<RouteRun>)
  const run = answer?.kind === 'ready' ? answer.value : null
  return { side, text, quantity, answer, run }
}

/** What a large order would cost over the books as they stand, and what splitting it saves. */
export function RoutePreview(props: { readonly asked: AskedRoute; readonly base: string }): VNode {
  const { asked, base } = props
  const { side, text, quantity } = asked
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
              onClick={() => typeOrder({ side: each, text })}
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
            onInput={({ currentTarget }) => typeOrder({ side, text: currentTarget.value })}
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
    const run = answer.value
    if (words === undefined)
      return <RouteFigures run={run} class="figures route-figures" after={proofOf(run)} />
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

function proofOf({ isOptimal, gapBps }: RouteRun): string {
  return isOptimal ? 'proven cheapest' : `within ${formatFixed(gapBps, 3)} bps of the cheapest`
}
