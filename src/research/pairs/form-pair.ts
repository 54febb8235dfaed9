import type { BarSeries } from '../../core/bars.ts'
import { available, unavailable, type Outcome } from '../../math/outcome.ts'
import type { BacktestInput, BacktestOptions, BacktestRefusal } from './backtest-options.ts'
import { estimateFold, foldRows, type FoldModel, type FoldRows } from './relation/fold-model.ts'
import { joinLegs, levelled, type JoinedLegs } from './relation/joined-legs.ts'

/** How far a backtest is: folds estimated, of how many. */
export interface BacktestProgress {
  readonly done: number
  readonly total: number
}

/** The rows two legs share, and the folds that fit on them. */
interface JoinedPair {
  readonly joined: JoinedLegs
  readonly folds: readonly FoldRows[]
}

/** Joins the legs of a pair; or why nothing can be estimated between them. */
export function joinPair(
  input: BacktestInput,
  { log, trainBars, testBars }: Pick<BacktestOptions, 'log' | 'trainBars' | 'testBars'>,
): Outcome<JoinedPair, BacktestRefusal> {
  const inverse = [input.y, input.x].find(({ instrument }) => instrument.class === 'inverse')
  if (inverse !== undefined) return refuseInverse(inverse)
  const joined = joinLegs([levelled(input.y, log), levelled(input.x, log)])
  const folds = foldRows(joined.rows, trainBars, testBars)
  if (folds.length === 0) {
    return unavailable(
      'too-few-rows',
      `too few rows: ${joined.rows} joined, a fold trains on ${trainBars} and needs one more to trade`,
    )
  }
  return pairFault(input, joined) ?? available({ joined, folds })
}

/**
 * The folds of one pair, each estimated on its own training rows; or why there are none.
 *
 * @returns after yielding its progress once per fold
 */
export function* formPair(
  input: BacktestInput,
  options: BacktestOptions,
): Generator<BacktestProgress, Outcome<readonly FoldModel[], BacktestRefusal>> {
  const pair = joinPair(input, options)
  if (pair.kind === 'unavailable') return pair
  const { joined, folds } = pair.value
  const models: FoldModel[] = []
  for (const rows of folds) {
    models.push(estimateFold(joined, rows, options))
    yield { done: models.length, total: folds.length }
  }
  return available(models)
}

function isConstant(prices: Float64Array): boolean {
  return prices.every((price) => price === prices[0])
}

/** Series between which there is nothing to estimate, in any fold. */
function pairFault(
  { y, x }: BacktestInput,
  { legs }: JoinedLegs,
): Outcome<never, 'constant-series' | 'identical-series' | 'same-instrument'> | undefined {
  for (const { close, bars } of legs) {
    if (isConstant(close)) {
      return unavailable(
        'constant-series',
        `${bars.instrument.name} is constant: every close is the same`,
      )
    }
  }
  const isSame = legs[0]!.close.every((price, row) => price === legs[1]!.close[row])
  if (isSame) {
    return unavailable(
      'identical-series',
      `${y.instrument.name} and ${x.instrument.name} are identical`,
    )
  }
  // The ledger tells legs apart by their instrument's name.
  return y.instrument.name === x.instrument.name
    ? unavailable(
        'same-instrument',
        `both legs are ${y.instrument.name}: a pair has two instruments`,
      )
    : undefined
}

function refuseInverse({ instrument }: BarSeries): Outcome<never, 'inverse-contract'> {
  return unavailable(
    'inverse-contract',
    `${instrument.name} is margined in ${instrument.base}: its profit in ${instrument.quote} is not linear in price, which this backtest assumes`,
  )
}
