import { feeBpsInWords, isFeeBps } from '../../../core/basis-points.ts'
import { available, unavailable, type Outcome } from '../../../math/outcome.ts'
import type { BacktestOptions } from '../backtest-options.ts'
import type { GridDimension, SweepParameter } from '../sweep-result.ts'

/** One parameter set: a backtest whose every order comes `delayBars` late. */
export interface SweepCellOptions {
  /** Place in the whole grid, the last dimension moving fastest. */
  readonly index: number
  readonly values: readonly (number | null)[]
  readonly options: BacktestOptions
}

/** The cells of a grid that can be traded, and how many there are without any sense. */
export interface SweepCells {
  readonly cells: readonly SweepCellOptions[]
  /** Cells whose exit does not lie below their entry, or whose stop not beyond it. */
  readonly leftOut: number
}

/** What each parameter is in the options of a backtest. */
const optionOf = {
  entry: 'entry',
  exit: 'exit',
  stop: 'stop',
  'max-holding': 'maxHoldingBars',
  train: 'trainBars',
  test: 'testBars',
  'filter-half-lives': 'filterHalfLives',
  band: 'rebalanceBand',
  delay: 'delayBars',
  notional: 'notional',
  'fee-bps': 'feeBps',
  'slippage-bps': 'slippageBps',
  'borrow-bps-per-day': 'borrowBpsPerDay',
  participation: 'participation',
} as const satisfies Record<SweepParameter, keyof BacktestOptions>

/** Other names for the window that is looked back on, and for what follows it. */
const otherNames: Readonly<Record<string, SweepParameter>> = {
  lookback: 'train',
  formation: 'train',
  trading: 'test',
}

interface Range {
  readonly low: number
  readonly high: number
  readonly isWhole?: true
  readonly excludesLow?: true
  readonly allowsNone?: true
  readonly isFee?: true
}

const ranges: Readonly<Record<SweepParameter, Range>> = {
  entry: { low: 0, high: Infinity, excludesLow: true },
  exit: { low: -Infinity, high: Infinity },
  stop: { low: 0, high: Infinity, excludesLow: true },
  'max-holding': { low: 1, high: Infinity, isWhole: true, allowsNone: true },
  train: { low: 10, high: Infinity, isWhole: true },
  test: { low: 1, high: Infinity, isWhole: true },
  'filter-half-lives': { low: 0, high: Infinity, excludesLow: true },
  band: { low: 0, high: Infinity, excludesLow: true },
  delay: { low: 0, high: Infinity, isWhole: true },
  notional: { low: 0, high: Infinity, excludesLow: true },
  'fee-bps': { low: -Infinity, high: Infinity, isFee: true },
  'slippage-bps': { low: 0, high: 9_999 },
  'borrow-bps-per-day': { low: 0, high: Infinity },
  participation: { low: 0, high: 1, excludesLow: true, allowsNone: true },
}

/** Cells of one sweep: each leaves a line in the ledger and a row in the document. */
const CELLS_MOST = 100_000

/**
 * Reads a grid: `entry=1:3:0.25,exit=0/0.5,max-holding=none/24/48`. A range `from:to:step` has both ends where the
 * steps meet them; alternatives stand between slashes; `none` is for what need not be set.
 *
 * @returns the dimensions in the order they were written, each with different values, ascending
 */
export function parseGrid(text: string): Outcome<readonly GridDimension[], 'invalid-grid'> {
  const dimensions: GridDimension[] = []
  for (const part of text.split(',')) {
    const [written = '', values, ...rest] = part.split('=').map((word) => word.trim())
    const name = nameOf(written)
    if (name === undefined) {
      return invalid(`'${written}' is no parameter of a grid; there are ${names.join(', ')}`)
    }
    if (values === undefined || values === '' || rest.length > 0) {
      return invalid(`${written}: expected ${written}=value, from:to:step or a/b/c, got '${part}'`)
    }
    if (dimensions.some((dimension) => dimension.name === name)) {
      return invalid(`${name} is in the grid twice`)
    }
    const parsed = parseValues(name, values)
    if (parsed.kind === 'unavailable') return parsed
    dimensions.push({ name, values: parsed.value })
  }
  const count = dimensions.reduce((product, { values }) => product * values.length, 1)
  return count > CELLS_MOST
    ? invalid(`the grid has ${count} cells; a sweep takes at most ${CELLS_MOST}`)
    : available(dimensions)
}

const names = Object.keys(optionOf) as readonly SweepParameter[]

function nameOf(written: string): SweepParameter | undefined {
  return names.find((name) => name === written) ?? otherNames[written]
}

function invalid(detail: string): Outcome<never, 'invalid-grid'> {
  return unavailable('invalid-grid', detail)
}

function parseValues(
  name: SweepParameter,
  text: string,
): Outcome<readonly (number | null)[], 'invalid-grid'> {
  const values = new Set<number | null>()
  for (const part of text.split('/')) {
    const numbers = part === 'none' ? [null] : numbersOf(part)
    if (numbers === undefined) {
      return invalid(`${name}: expected a number or from:to:step, got '${part}'`)
    }
    const wrong = numbers.find((value) => !isWithin(value, ranges[name]))
    if (wrong !== undefined)
      return invalid(`${name}: ${wrong ?? 'none'} cannot be, ${described(name)}`)
    for (const value of numbers) values.add(value)
  }
  return available([...values].toSorted((a, b) => (a ?? -Infinity) - (b ?? -Infinity)))
}

/** The numbers of `a` or `a:b:step`; undefined where it is neither, or has more than a sweep could take. */
function numbersOf(text: string): number[] | undefined {
  const words = text.split(':')
  const [from, to, step] = words.map((word) => (word.trim() === '' ? Number.NaN : Number(word)))
  if (from === undefined || !Number.isFinite(from)) return undefined
  if (words.length === 1) return [from]
  if (words.length !== 3 || !Number.isFinite(to) || !(step! > 0) || to! < from) return undefined
  // A last step that ends a rounding error short of the end is the end.
  const steps = Math.floor((to! - from) / step! + 1e-9)
  if (steps >= CELLS_MOST) return undefined
  return Array.from({ length: steps + 1 }, (_, k) => tidy(from + k * step!))
}

/** 1 + 3 x 0.1 is 1.3000000000000003: nobody asked for that. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

function isWithin(value: number | null, range: Range): boolean {
  if (value === null) return range.allowsNone === true
  if (range.isWhole === true && !Number.isSafeInteger(value)) return false
  if (range.excludesLow === true && value === range.low) return false
  if (range.isFee === true && !isFeeBps(value)) return false
  return Number.isFinite(value) && value >= range.low && value <= range.high
}

function described(name: SweepParameter): string {
  const { low, high, isWhole, excludesLow, allowsNone, isFee } = ranges[name]
  if (isFee === true) return `expected ${feeBpsInWords}`
  const what = isWhole === true ? 'a whole number' : 'a number'
  const from = low === -Infinity ? '' : excludesLow === true ? ` above ${low}` : ` from ${low}`
  const to = high === Infinity ? '' : ` to ${high}`
  return `expected ${what}${from}${to}${allowsNone === true ? ', or none' : ''}`
}

/** Every cell of a grid over the options that are not in it. */
export function cellsOf(grid: readonly GridDimension[], base: BacktestOptions): SweepCells {
  let sets: readonly (readonly (number | null)[])[] = [[]]
  for (const { values } of grid) {
    sets = sets.flatMap((set) => values.map((value) => [...set, value]))
  }
  const cells = sets
    .map((values, index): SweepCellOptions => {
      const own = grid.map(({ name }, k) => [optionOf[name], values[k]] as const)
      return { index, values, options: { ...base, ...Object.fromEntries(own) } }
    })
    .filter(({ options: { entry, exit, stop } }) => exit < entry && entry < stop)
  return { cells, leftOut: sets.length - cells.length }
}
