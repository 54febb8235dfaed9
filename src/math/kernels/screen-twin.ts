import { invariant } from '../invariant.ts'
import { dot } from '../matrix.ts'
import { blockSpectra, type BlockSpectra } from './block-spectra.ts'
import { evenProducts, type LagTables, lagTables, oddProducts } from './lag-products.ts'
import { rankTest } from './rank-test.ts'
import { type ResidualMoments, residualTest } from './residual-test.ts'
import {
  blockSeries,
  pairIndex,
  type PairColumns,
  type ScreenKernel,
  type ScreenPlan,
  type ScreenSession,
  type Span,
  type Tiles,
} from './screen-kernel.ts'
import { blockShape } from './screen-shape.ts'
import { screenTrust } from './screen-trust.ts'

/**
 * The screen's kernel in TypeScript: what the compiled one does, to be read, and where no WebAssembly is.
 *
 * With e = y - h x, d and f the changes of y and x,
 *
 *   h = sum x y / sum x^2,   sum e^2 = sum y^2 - h sum x y
 *   sum de_t de_{t-l} = sum d_t d_{t-l} - h (sum d_t f_{t-l} + sum f_t d_{t-l}) + h^2 sum f_t f_{t-l}
 *
 * so that a pair needs one product of levels and one lagged product of changes, even in the lag, for both directions;
 * the rest are moments of single series. `residualTest` and `rankTest` go on from there.
 *
 * Cost a pair at 8,760 rows and 37 lags: 9,000 for the levels, 13,000 at frequencies, 5,000 back to lags, 18,000 for
 * the two factors. Checked against `engleGranger` and `johansen` (test/screen-kernel-conformance.ts).
 */
export const screenTwin: ScreenKernel = { open: openTwin }

interface Prepared {
  /** About their mean where that is removed. */
  readonly levels: Float64Array
  readonly spectra: BlockSpectra
  /** sum d_t d_{t-l}, l = 0 .. maxLags. */
  readonly products: Float64Array
  readonly square: number
  readonly sum: number
}

interface TwinState {
  readonly plan: ScreenPlan
  readonly levels: readonly Float64Array[]
  readonly pairs: PairColumns
  readonly tables: LagTables
  readonly prepared: (Prepared | undefined)[]
}

function openTwin(plan: ScreenPlan): ScreenSession {
  const { rows, seriesCount, maxLags } = plan
  const shape = blockShape(plan)
  const state: TwinState = {
    plan,
    levels: Array.from({ length: seriesCount }, () => new Float64Array(rows)),
    pairs: emptyColumns((seriesCount * (seriesCount - 1)) / 2),
    tables: lagTables(shape, maxLags),
    prepared: Array.from({ length: seriesCount }, () => undefined),
  }
  const spectraOf = blockSpectra(shape, maxLags)
  return {
    plan,
    levels: state.levels,
    pairs: state.pairs,
    prepare: (blocks) => {
      for (const series of seriesOf(blocks, seriesCount)) {
        const levels = taken(state.levels[series]!, plan)
        const spectra = spectraOf(levels)
        const products = new Float64Array(maxLags + 1)
        evenProducts(spectra, spectra, state.tables, products)
        const sum = levels.reduce((total, level) => total + level, 0)
        state.prepared[series] = { levels, spectra, products, square: dot(levels, levels), sum }
      }
    },
    testPairs: pairTester(state),
    testRanks: rankTester(state),
  }
}

function emptyColumns(pairs: number): PairColumns {
  return {
    statistic: new Float64Array(2 * pairs),
    lags: new Int32Array(2 * pairs),
    hedgeRatio: new Float64Array(2 * pairs),
    unexplained: new Float64Array(2 * pairs),
    phi: new Float64Array(2 * pairs),
    doubtful: new Uint8Array(2 * pairs),
    largerEigenvalue: new Float64Array(pairs),
    smallerEigenvalue: new Float64Array(pairs),
    rankDoubtful: new Uint8Array(pairs),
  }
}

function seriesOf({ from, to }: Span, seriesCount: number): number[] {
  const first = from * blockSeries
  const end = Math.min(to * blockSeries, seriesCount)
  return Array.from({ length: Math.max(0, end - first) }, (_, k) => first + k)
}

/** Pairs (i, j), i > j, of the tiles. */
function* pairsOf({ rows, columns }: Tiles, seriesCount: number): Generator<[number, number]> {
  for (const i of seriesOf(rows, seriesCount)) {
    for (const j of seriesOf(columns, seriesCount)) if (j < i) yield [i, j]
  }
}

/** The levels about their mean, taken out twice: once leaves its rounding. */
function taken(levels: Float64Array, { mean, rows }: ScreenPlan): Float64Array {
  if (mean === 'kept') return levels
  const without = (values: Float64Array): Float64Array => {
    const average = values.reduce((total, value) => total + value, 0) / rows
    return values.map((value) => value - average)
  }
  return without(without(levels))
}

function preparedOf({ prepared }: TwinState, series: number): Prepared {
  const found = prepared[series]
  invariant(found !== undefined, `series ${series} is tested before it is prepared`)
  return found
}

function pairTester(state: TwinState): (tiles: Tiles) => void {
  const { maxLags, seriesCount } = state.plan
  const even = new Float64Array(maxLags + 1)
  const test = residualTest(state.plan)
  const residual: ResidualMoments = {
    products: new Float64Array(maxLags + 1),
    head: new Float64Array(maxLags + 2),
    tail: new Float64Array(maxLags + 2),
    square: 0,
    sum: 0,
    unexplainedChanges: 1,
  }
  const direction = (y: Prepared, x: Prepared, product: number, entry: number): void => {
    const { pairs, plan } = state
    const hedge = product / x.square
    takeResidual(residual, { y, x, hedge, product, even })
    const { statistic, lags, doubtful } = test(residual)
    const unexplained = residual.square / y.square
    pairs.statistic[entry] = statistic
    pairs.lags[entry] = lags
    pairs.hedgeRatio[entry] = hedge
    pairs.unexplained[entry] = unexplained
    pairs.phi[entry] = phiOf(residual, plan.rows)
    const trusted =
      unexplained >= screenTrust.unexplainedMin &&
      residual.unexplainedChanges >= screenTrust.unexplainedChangesMin &&
      Number.isFinite(statistic)
    pairs.doubtful[entry] = doubtful || !trusted ? 1 : 0
  }
  return (tiles) => {
    for (const [i, j] of pairsOf(tiles, seriesCount)) {
      const [y, x] = [preparedOf(state, i), preparedOf(state, j)]
      const product = dot(y.levels, x.levels)
      evenProducts(y.spectra, x.spectra, state.tables, even)
      direction(y, x, product, 2 * pairIndex(i, j))
      direction(x, y, product, 2 * pairIndex(i, j) + 1)
    }
  }
}

/** The moments of y - hedge x. */
function takeResidual(
  residual: ResidualMoments,
  relation: {
    readonly y: Prepared
    readonly x: Prepared
    readonly hedge: number
    readonly product: number
    readonly even: Float64Array
  },
): void {
  const { y, x, hedge, product, even } = relation
  const { products, head, tail } = residual
  for (let l = 0; l < products.length; l++) {
    products[l] = y.products[l]! - 2 * hedge * even[l]! + hedge ** 2 * x.products[l]!
  }
  const last = y.levels.length - 1
  for (let t = 0; t < head.length; t++) {
    head[t] = y.levels[t]! - hedge * x.levels[t]!
    tail[t] = y.levels[last - t]! - hedge * x.levels[last - t]!
  }
  residual.square = y.square - hedge * product
  residual.sum = y.sum - hedge * x.sum
  residual.unexplainedChanges = products[0]! / (y.products[0]! + hedge ** 2 * x.products[0]!)
}

/**
 * The AR(1) coefficient of the residual, with constant, less one being the slope of its change on its level:
 *
 *   sum u_{t-1} du_t = ((last)^2 - (first)^2 - sum du_t^2) / 2
 */
function phiOf({ products, head, tail, square, sum }: ResidualMoments, rows: number): number {
  const [first, last] = [head[0]!, tail[0]!]
  const n = rows - 1
  const laggedSum = sum - last
  const laggedSquare = square - last ** 2 - laggedSum ** 2 / n
  const withChange = (last ** 2 - first ** 2 - products[0]!) / 2 - (laggedSum * (last - first)) / n
  return 1 + withChange / laggedSquare
}

function rankTester(state: TwinState): (tiles: Tiles) => void {
  const { plan, pairs, tables } = state
  const { maxLags, rows, seriesCount } = plan
  const even = new Float64Array(maxLags + 1)
  const odd = new Float64Array(maxLags + 1)
  const headOf = ({ levels }: Prepared): Float64Array => levels.subarray(0, maxLags + 2)
  const tailOf = ({ levels }: Prepared): Float64Array =>
    levels.slice(rows - maxLags - 2).toReversed()
  return (tiles) => {
    invariant(plan.ranks === 'testable', 'a plan without ranks')
    for (const [i, j] of pairsOf(tiles, seriesCount)) {
      const [a, b] = [preparedOf(state, i), preparedOf(state, j)]
      evenProducts(a.spectra, b.spectra, tables, even)
      oddProducts(a.spectra, b.spectra, tables, odd)
      const pair = pairIndex(i, j)
      const found = rankTest(
        {
          rows,
          levels: [a.square, dot(a.levels, b.levels), b.square],
          levelBefore: dot(a.levels.subarray(0, rows - 1), b.levels.subarray(1)),
          own: [a.products, b.products],
          even,
          odd,
          sums: [a.sum, b.sum],
          heads: [headOf(a), headOf(b)],
          tails: [tailOf(a), tailOf(b)],
        },
        Math.max(pairs.lags[2 * pair]!, pairs.lags[2 * pair + 1]!),
      )
      pairs.largerEigenvalue[pair] = found.larger
      pairs.smallerEigenvalue[pair] = found.smaller
      pairs.rankDoubtful[pair] = found.doubtful ? 1 : 0
    }
  }
}
