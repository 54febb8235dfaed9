import type { VNode } from 'preact'
import type { ChosenRelation, FoldSelection } from '../../src/research/pairs/walk-forward-result.ts'
import { formatFixed, formatProbability, formatSignificant, formatSigned } from '../format.ts'
import { toneOf } from './figure.tsx'

/** What a fold chose, as its formation had it, and what came of it. */
export function RelationsTable({ selection }: { readonly selection: FoldSelection }): VNode {
  const { fold, pairs } = selection
  if (pairs.length === 0) {
    return (
      <div class="legs">
        <p class="grid-empty">Fold {fold} found nothing to trade.</p>
      </div>
    )
  }
  const isDrawn = pairs.some(({ bootstrapPValue }) => bootstrapPValue !== undefined)
  const isRanked = pairs.some(({ score }) => score !== null)
  return (
    <div class="legs scroll">
      <table class="rows">
        <caption>fold {fold} chose</caption>
        <thead>
          <tr>
            <th class="text">y</th>
            <th class="text">on</th>
            <th>statistic</th>
            <th>p</th>
            {isDrawn && <th title="Against drawn universes">p drawn</th>}
            <th>q</th>
            <th>hedge</th>
            <th>half-life</th>
            {isRanked && <th title="Half-life shrunk towards that of all">shrunk</th>}
            <th>trades</th>
            <th>PnL</th>
            <th class="text">remark</th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <Row key={pair.legs.join(' ')} pair={pair} isDrawn={isDrawn} isRanked={isRanked} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row(props: {
  readonly pair: ChosenRelation
  readonly isDrawn: boolean
  readonly isRanked: boolean
}): VNode {
  const { pair, isDrawn, isRanked } = props
  const [y = '', ...others] = pair.legs
  return (
    <tr>
      <td class="text strong">{y}</td>
      <td class="text">{others.join(' ')}</td>
      <td>{formatFixed(pair.statistic, 3)}</td>
      <td>{formatProbability(pair.pValue)}</td>
      {isDrawn && <td>{formatProbability(pair.bootstrapPValue ?? null)}</td>}
      <td>{formatProbability(pair.qValue)}</td>
      <td>{(pair.hedgeRatios ?? []).map((ratio) => formatSignificant(ratio, 4)).join(' ')}</td>
      <td>{formatFixed(pair.halfLifeBars, 1)}</td>
      {isRanked && <td>{formatFixed(pair.shrunkHalfLifeBars, 1)}</td>}
      <td>{formatFixed(pair.trades, 0)}</td>
      <td class={toneOf(pair.pnl) ?? ''}>{formatSigned(pair.pnl, 2)}</td>
      <td class="text soft">{pair.untraded ?? ''}</td>
    </tr>
  )
}
