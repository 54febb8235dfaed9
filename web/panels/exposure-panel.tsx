import type { VNode } from 'preact'
import type { WalkForwardResult } from '../../src/research/pairs/walk-forward-result.ts'
import { formatFixed, formatPercent } from '../format.ts'
import { Line } from './metrics-panel.tsx'

/** What the book was exposed to at closes, in capital, and what netting saved. */
export function ExposurePanel({ result }: { readonly result: WalkForwardResult }): VNode {
  const { exposure, netting } = result
  const { factor, realisedBetaInterval: beta } = exposure
  const met = netting.orderedNotional === 0 ? null : netting.metNotional / netting.orderedNotional
  return (
    <section class="panel" aria-label="Exposure">
      <div class="panel-head">
        <h2>Exposure</h2>
        <span class="soft">in capital, at closes</span>
      </div>
      <dl class="pairs-of">
        <Line name="Gross, mean and most">
          {formatPercent(exposure.meanGross, 0)} / {formatPercent(exposure.maxGross, 0)}
        </Line>
        <Line name="Relations held, mean">{formatFixed(exposure.meanPositions, 2)}</Line>
        <Line name="One coin, net, at most">
          {formatPercent(exposure.maxCoin, 0)}
          {exposure.maxCoinName !== null && <span class="soft"> {exposure.maxCoinName}</span>}
        </Line>
        {factor === null ? (
          <Line name="To the market">no BTC in the universe</Line>
        ) : (
          <>
            <Line name={`To ${factor}, mean`}>{formatPercent(exposure.meanFactor, 1)}</Line>
            <Line name={`To ${factor}, at most`}>
              {formatPercent(exposure.maxAbsoluteFactor, 0)}
            </Line>
            <Line name="Realised beta, 95 %">
              {formatFixed(exposure.realisedBeta, 3)}
              {beta !== null && (
                <span class="soft">
                  {' '}
                  {formatFixed(beta.low, 3)} to {formatFixed(beta.high, 3)}
                </span>
              )}
            </Line>
          </>
        )}
        <Line name="Ordered notional">{formatFixed(netting.orderedNotional, 0)}</Line>
        <Line name="Of it met among relations">{formatPercent(met, 1)}</Line>
      </dl>
    </section>
  )
}
