import type { ComponentChildren, VNode } from 'preact'
import { formatFixed } from '../format.ts'
import { Line } from './metrics-panel.tsx'

/** Chances that were seen: how many were taken up, and how many left alone, by why. */
export function LeftAlonePanel(props: {
  readonly title: string
  /** Undefined: told elsewhere. */
  readonly taken?: number
  readonly leftAlone: Readonly<Record<string, number>>
  readonly children?: ComponentChildren
}): VNode {
  const { title, taken, leftAlone, children } = props
  const left = Object.entries(leftAlone)
    .filter(([, times]) => times > 0)
    .toSorted(([, a], [, b]) => b - a)
  return (
    <section class="panel" aria-label={title}>
      <div class="panel-head">
        <h2>{title}</h2>
      </div>
      <dl class="pairs-of numbers">
        {taken !== undefined && <Line name="Taken">{formatFixed(taken, 0)}</Line>}
        {left.length === 0 && <Line name="Left alone">none</Line>}
        {left.map(([why, times]) => (
          <Line key={why} name={`Left: ${reasons[why] ?? why.replaceAll('-', ' ')}`}>
            {formatFixed(times, 0)}
          </Line>
        ))}
        {children}
      </dl>
    </section>
  )
}

/** What `arb backtest` and the strategy `arbitrage` say in one word. */
const reasons: Readonly<Record<string, string>> = {
  'no-depth': 'too little in the books',
  'no-base': 'no coins to sell there',
  'no-quote': 'no money to buy there',
  'not-worth-it': 'not expected to pay',
  busy: 'the last trade there is not over',
  exposed: 'too much may be naked already',
  resting: 'an order there was just refused',
  indicative: 'quotes without quantities',
  'other-class': 'not spot against spot',
  'other-quote': 'in another currency',
  'no-latency': 'nobody knows how long orders take',
}
