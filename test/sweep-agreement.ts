import { expect } from 'vitest'
import { expectValue } from '../src/math/outcome.ts'
import { runMetrics } from '../src/research/pairs/backtest-metrics.ts'
import type { BacktestInput, BacktestOptions } from '../src/research/pairs/backtest-options.ts'
import { drivePair } from '../src/research/pairs/drive-pair.ts'
import { formPair } from '../src/research/pairs/form-pair.ts'
import type { FoldModel } from '../src/research/pairs/relation/fold-model.ts'
import { cellEquity, sweepCells, type SweptCell } from '../src/research/pairs/sweep/sweep-cells.ts'
import { formationKey } from '../src/research/pairs/sweep/sweep-formation.ts'
import { cellsOf, parseGrid } from '../src/research/pairs/sweep/sweep-grid.ts'

function finished<Value>(program: Generator<unknown, Value>): Value {
  for (;;) {
    const step = program.next()
    if (step.done === true) return step.value
  }
}

/** The folds of a single backtest, estimated as it does; cells that estimate alike need not do it again. */
function modelsOf(input: BacktestInput, use: BacktestOptions, known: Map<string, Models>): Models {
  const key = formationKey(use)
  const models = known.get(key) ?? expectValue(finished(formPair(input, use)))
  known.set(key, models)
  return models
}

type Models = readonly FoldModel[]

/** The single backtest of a cell: every order as late as the cell's. */
function single(input: BacktestInput, use: BacktestOptions, models: Models) {
  const { driver, open } = drivePair(input, use, models, use.delayBars)
  const firstRow = models[0]!.rows.testFrom
  const metrics = runMetrics(driver, firstRow, open === null ? [] : [open])
  return {
    equity: driver.equity.subarray(firstRow),
    metrics,
    reasons: driver.trades.map((t) => t.exitReason),
  }
}

// What is counted in lots and atoms there is counted in doubles here: 1e-9 of notional is what a sweep promises.
const NEAR = 1e-9

/** Holds every cell of a grid against its single backtest, close by close; the reasons its trades closed for. */
export function expectAgreement(
  input: BacktestInput,
  grid: string,
  base: BacktestOptions,
): Set<string> {
  const { cells } = cellsOf(expectValue(parseGrid(grid)), base)
  const swept = expectValue(sweepCells(input, cells))
  expect(swept.map(({ index }) => index)).toEqual(cells.map(({ index }) => index))
  const reasons = new Set<string>()
  const known = new Map<string, Models>()
  for (const [k, cell] of cells.entries()) {
    const {
      equity,
      metrics,
      reasons: own,
    } = single(input, cell.options, modelsOf(input, cell.options, known))
    for (const reason of own) reasons.add(reason)
    const { notional } = cell.options
    const columns = cellEquity(input, cell.options)
    expect(columns.length).toBe(equity.length)
    const apart = columns.reduce(
      (most, value, row) => Math.max(most, Math.abs(value - equity[row]!) / notional),
      0,
    )
    expect(apart, `cell ${cell.values.join(' ')}`).toBeLessThan(NEAR)
    expectFigures(swept[k]!, metrics, notional)
  }
  return reasons
}

function expectFigures(
  { metrics: found }: SweptCell,
  expected: ReturnType<typeof single>['metrics'],
  notional: number,
): void {
  const { pnl, sharpe, sharpeInterval, skewness, kurtosis, ...figures } = expected
  for (const [cause, units] of Object.entries(pnl)) {
    expect(Math.abs(found.pnl[cause as keyof typeof pnl] - units) / notional).toBeLessThan(NEAR)
  }
  for (const [name, value] of Object.entries(figures)) {
    const own = found[name as keyof typeof figures]
    if (value === null) expect(own, name).toBeNull()
    else expect(Math.abs(own! - value) / Math.max(1, Math.abs(value)), name).toBeLessThan(1e-8)
  }
  // Of few days that hardly differ a ratio magnifies what the marks differ by.
  const shape = [sharpe, sharpeInterval?.low, sharpeInterval?.high, skewness, kurtosis]
  const { sharpe: s, sharpeInterval: i, skewness: g, kurtosis: q } = found
  for (const [k, value] of [s, i?.low, i?.high, g, q].entries()) {
    const own = shape[k] ?? null
    if (own === null) expect(value ?? null).toBeNull()
    else expect(value! / own).toBeCloseTo(1, 5)
  }
}
