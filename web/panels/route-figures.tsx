import type { ComponentChildren, VNode } from 'preact'
import type { RouteRun } from '../../src/protocol/route-run.ts'
import { formatFixed, formatQuantity } from '../format.ts'
import { filledNote, tooSmall } from '../route-words.ts'
import { Figure, toneOf } from './figure.tsx'

/** What a route comes to, in four figures, and whatever else stands beside them. */
export function RouteFigures(props: {
  readonly run: RouteRun
  /** Beside the cost. */
  readonly after: string | false
  readonly class: string
  readonly children?: ComponentChildren
}): VNode {
  const { run, after, class: of, children } = props
  const { side, filled, quote, cost, costBps, singleVenue, savingBps } = run
  return (
    <dl class={of}>
      <Figure name="Cost, bps of the best mid" title="Spread, depth and fees" after={after}>
        {formatFixed(costBps, 2)}
      </Figure>
      <Figure name={side === 'buy' ? 'Pays' : 'Receives'} after={quote}>
        {formatFixed(Math.abs(cost), 2)}
      </Figure>
      <Figure name="Filled" after={tooSmall(run) ?? filledNote(run)}>
        {formatQuantity(filled, 9)}
      </Figure>
      <Figure
        name="Saves, bps"
        tone={toneOf(savingBps)}
        after={singleVenue === null ? 'no venue alone fills it' : `on ${singleVenue.venue} alone`}
      >
        {formatFixed(savingBps, 2)}
      </Figure>
      {children}
    </dl>
  )
}
