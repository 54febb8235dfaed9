import type { VNode } from 'preact'
import type { PairTest, PairTestsResult } from '../../src/research/pairs/pair-tests-result.ts'
import { formatFixed, formatPercent, formatProbability, formatSignificant } from '../format.ts'

/** Every test of the pair, its null in words and what its outcome says about trading. */
export function TestsPanel({ tests }: { readonly tests: PairTestsResult }): VNode | null {
  if (tests.tests.length === 0) return null
  return (
    <section class="panel" aria-label="Tests">
      <div class="panel-head">
        <h2>Tests</h2>
        <span class="soft numbers">
          hedge ratio {formatSignificant(tests.hedgeRatio, 4)}, intercept{' '}
          {formatSignificant(tests.intercept, 4)}, R² {formatFixed(tests.rSquared, 3)}, half-life{' '}
          {formatFixed(tests.halfLifeBars, 1)} bars
          {tests.halfLifeBarsCorrected === null
            ? ', none once its bias is removed'
            : ` (${formatFixed(tests.halfLifeBarsCorrected, 1)} without bias)`}
        </span>
      </div>
      <div class="scroll">
        <table class="rows tests">
          <thead>
            <tr>
              <th class="text">test</th>
              <th>statistic</th>
              <th>at {formatPercent(tests.alpha, 0)}</th>
              <th>p</th>
              <th>lags</th>
              <th class="text">null hypothesis</th>
              <th class="text">reading</th>
            </tr>
          </thead>
          <tbody>
            {tests.tests.map((test) => (
              <Row key={test.name} test={test} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Row({ test }: { readonly test: PairTest }): VNode {
  return (
    <tr>
      <td class="text strong">{test.name}</td>
      <td>{formatFixed(test.statistic, 3)}</td>
      <td class="soft">{formatFixed(test.criticalValue, 3)}</td>
      <td>{formatProbability(test.pValue)}</td>
      <td class="soft">{formatFixed(test.lags, 0)}</td>
      <td class="words">
        {test.nullHypothesis}:{' '}
        <b class={test.rejected ? 'rejected' : 'kept'}>
          {test.rejected ? 'rejected' : 'not rejected'}
        </b>
      </td>
      <td class="words soft">{test.reading}</td>
    </tr>
  )
}
