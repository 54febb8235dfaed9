import type { ComponentChildren, VNode } from 'preact'
import type {
  FalseDiscoveryControl,
  ScreenNull,
  ScreenResult,
} from '../../src/research/pairs/screen-result.ts'
import { formatDay, formatElapsed, formatFixed, formatPercent } from '../format.ts'
import { Figure } from './figure.tsx'

const controls: Readonly<Record<FalseDiscoveryControl, string>> = {
  bh: 'false discoveries, Benjamini-Hochberg',
  by: 'false discoveries, Benjamini-Yekutieli',
  none: 'each test by itself',
}

/** What was tested, how, and how much of it was found. */
export function ScreenSummary(props: {
  readonly result: ScreenResult
  readonly children?: ComponentChildren
}): VNode {
  const { result } = props
  const { skipped, notes } = result
  const share = result.unorderedPairs === 0 ? null : result.rejectedPairs / result.unorderedPairs
  return (
    <section class="summary" aria-label="Summary">
      <dl class="figures">
        <Figure name="Series">{formatFixed(result.series.length, 0)}</Figure>
        <Figure name="Pairs">{formatFixed(result.unorderedPairs, 0)}</Figure>
        <Figure name="Tests" title="Both directions of every pair">
          {formatFixed(result.tests, 0)}
        </Figure>
        <Figure
          name="Cointegrated"
          title="Pairs whose null was rejected"
          after={formatPercent(share, 1)}
        >
          {formatFixed(result.rejectedPairs, 0)}
        </Figure>
        <Figure name="Decided at" after={controls[result.fdr]}>
          {formatPercent(result.alpha, 0)}
        </Figure>
        <Figure name="Bars" after={`${result.timeframe}${result.log ? ', log prices' : ''}`}>
          {formatDay(result.firstTime)} to {formatDay(result.lastTime)}
        </Figure>
        <Figure name="Took" after={`reading ${formatElapsed(result.readMs)}`}>
          {formatElapsed(result.elapsedMs)}
        </Figure>
      </dl>
      {props.children}
      {result.null !== undefined && <DrawnWords drawn={result.null} alpha={result.alpha} />}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      {skipped.length > 0 && (
        <details class="skipped">
          <summary>{skipped.length} left out</summary>
          <ul>
            {skipped.map(({ series, reason }) => (
              <li key={series}>
                <b>{series}</b> {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

/** What the tables' probabilities are worth on returns like these. */
function DrawnWords(props: { readonly drawn: ScreenNull; readonly alpha: number }): VNode {
  const { drawn, alpha } = props
  return (
    <p class="drawn-words soft">
      Held against {formatFixed(drawn.universes, 0)} universes without relations drawn from these
      returns (seed {drawn.seed}, {formatElapsed(drawn.elapsedMs)}). In{' '}
      <b>{formatPercent(drawn.asymptoticFalseDiscoveryShare, 1)}</b> of them tables find a pair at{' '}
      {formatPercent(alpha, 0)}, where there is none.
    </p>
  )
}
