import { johansen } from '../../../econometrics/cointegration/johansen.ts'
import { halfLife } from '../../../econometrics/mean-reversion/half-life.ts'
import { available, unavailable, type Outcome } from '../../../math/outcome.ts'
import { joinLegs, levelled } from '../relation/joined-legs.ts'
import { relationOf, residualAt } from '../relation/fold-relation.ts'
import { rowsLeast } from '../screen-pair.ts'
import type { ScreenProgress } from '../screen.ts'
import { controlled } from './controlled.ts'
import { isHedged, type Candidate, type FormationTests } from './candidate.ts'
import type { ListedSeries } from './fold-windows.ts'
import type { FormationScreen } from './test-pairs.ts'

/**
 * Tests every basket of `size` series of a formation by Johansen's trace: the null is that no combination of them is
 * stationary (rank 0; constant, one lagged difference, the p-value by Doornik's gamma). Its first relation is what
 * would be traded, y being the leg with the largest coefficient.
 */
export function* testBaskets(
  listed: readonly ListedSeries[],
  size: number,
  options: FormationScreen,
): Generator<ScreenProgress, FormationTests> {
  const baskets = combinations(listed, size)
  const tested: Tested[] = []
  let done = 0
  for (const basket of baskets) {
    const outcome = testBasket(basket, options.log)
    if (outcome.kind === 'value') tested.push(outcome.value)
    done++
    if (done % BASKETS_PER_STEP === 0) yield { done, total: baskets.length }
  }
  const qValues = controlled(
    tested.map(({ pValue }) => pValue),
    options.fdr,
  )
  const candidates = tested
    .map((each, k): Candidate => {
      const qValue = qValues[k]!
      return { ...each, qValue, isFound: qValue <= options.alpha }
    })
    .toSorted((a, b) => a.pValue - b.pValue || b.statistic - a.statistic)
  return {
    tested: tested.length,
    found: candidates.filter(({ isFound }) => isFound).length,
    candidates: candidates.filter(({ hedgeRatios }) => isHedged(hedgeRatios)),
  }
}

const BASKETS_PER_STEP = 50

type Tested = Omit<Candidate, 'qValue' | 'isFound'>

function testBasket(basket: readonly ListedSeries[], log: boolean): Outcome<Tested, string> {
  const joined = joinLegs(basket.map(({ bars }) => levelled(bars, log)))
  if (joined.rows < rowsLeast) return unavailable('too-few-rows', 'too few rows in common')
  const levels = joined.legs.map((leg) => leg.levels)
  const outcome = johansen(levels, { deterministic: 'constant', lagDifferences: 1 })
  if (outcome.kind === 'unavailable') return outcome
  const vector = outcome.value.eigenvectors[0]!
  const sizes = vector.slice(0, basket.length).map(Math.abs)
  const first = sizes.indexOf(Math.max(...sizes))
  const order = [first, ...[...basket.keys()].filter((k) => k !== first)]
  const [y, ...xs] = order.map((k) => levels[k]!) as [Float64Array, ...Float64Array[]]
  const relation = relationOf('johansen', y, xs)
  if (relation.kind === 'unavailable') return relation
  const residual = y.map((_, row) => residualAt(relation.value, [y, ...xs], row))
  const reversion = halfLife(residual)
  return available({
    legs: order.map((k) => basket[k]!.place),
    statistic: outcome.value.trace[0]!,
    pValue: outcome.value.tracePValues[0]!,
    ...relation.value,
    halfLifeBars: reversion.kind === 'value' ? reversion.value.halfLifeBars : null,
    observations: joined.rows,
  })
}

/** All sets of so many items, each once, in one fixed order. */
function combinations<Item>(items: readonly Item[], size: number): Item[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, k) =>
    combinations(items.slice(k + 1), size - 1).map((others) => [item, ...others]),
  )
}
