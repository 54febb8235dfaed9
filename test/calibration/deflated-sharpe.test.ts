import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { barsWithin, type BarSeries } from '../../src/core/bars.ts'
import type { Instant } from '../../src/core/time.ts'
import { expectValue } from '../../src/math/outcome.ts'
import { Random } from '../../src/math/random.ts'
import {
  defaultBacktestOptions,
  type BacktestInput,
  type BacktestOptions,
} from '../../src/research/pairs/backtest-options.ts'
import { deflatedBy } from '../../src/research/pairs/deflated.ts'
import { nullBars } from '../../src/research/pairs/null-bars.ts'
import { sweepCells, type SweptCell } from '../../src/research/pairs/sweep/sweep-cells.ts'
import { cellsOf, parseGrid } from '../../src/research/pairs/sweep/sweep-grid.ts'
import { readBarFile } from '../../src/stores/bar-files.ts'
import { openCatalogue, selectBars } from '../../src/stores/catalogue.ts'
import { needs, sharedFolder } from '../need.ts'
import { seriesOf } from '../random-pair.ts'

// How often a deflated Sharpe ratio stands above 0.95 where nothing can be earned: pairs without cointegration, traded
// without costs, for costs would only make every figure smaller. The long form writes the table of
// docs/results/deflated-sharpe.md:
//
//   ISOBAR_RUNS=200 ISOBAR_TABLE=rows.md npx vitest run test/calibration --testTimeout 0

const asked = process.env['ISOBAR_RUNS']
const table = process.env['ISOBAR_TABLE']
const runs = asked === undefined ? 4 : Number(asked)
const timeout = asked === undefined ? 240_000 : 0
const tradesLeast = 50
const mark = 0.95
const friends = asked === undefined ? 4 : 10
/** Real hours of a pair: in the short form as many as give every cell of the grid its trades. */
const hours = asked === undefined ? 14_000 : Infinity

/** A week of hours to estimate on and a day to trade: hundreds of trades in a year. */
const free: BacktestOptions = {
  ...defaultBacktestOptions,
  log: true,
  trainBars: 168,
  testBars: 24,
  stop: 6,
  delayBars: 0,
  feeBps: 0,
  slippageBps: 0,
}
const alone = 'entry=1.5,exit=0.5'
const grid = 'entry=1:2.5:0.25,exit=-0.5/0/0.5,stop=4/6'

const aloneInGrid = cellsOf(expectValue(parseGrid(grid)), free).cells.find(
  ({ options: { entry, exit, stop } }) => entry === 1.5 && exit === 0.5 && stop === free.stop,
)!.index

type Draw = (run: number) => BacktestInput

/** Two walks that have nothing to do with each other: half a percent an hour, opens where the bar before closed. */
function walks(run: number): BacktestInput {
  const random = new Random(20_261_128).fork(`walks ${run}`)
  const walk = (name: string): BarSeries => {
    const close: number[] = []
    let level = 4
    for (let row = 0; row < 20_000; row++) close.push(Math.exp((level += 0.005 * random.normal())))
    const open = close.map((price, row) => close[row - 1] ?? price)
    return seriesOf(name, 'linear', {
      times: close.map((_, row) => 1_704_067_200_000_000 + row * 3_600_000_000),
      open,
      high: open.map((price, row) => Math.max(price, close[row]!)),
      low: open.map((price, row) => Math.min(price, close[row]!)),
      close,
      volume: close.map(() => 1),
    })
  }
  return { y: walk('AAA-USDT'), x: walk('BBB-USDT') }
}

/** Hours of two of Binance's perpetuals, each hour's returns turned round together or not. */
async function drawn(): Promise<Draw> {
  const catalogue = await openCatalogue(join(sharedFolder, 'data', 'bars', 'binance-perp'))
  const files = selectBars(catalogue, { timeframe: '1h' })
  const bars = await Promise.all(files.map(({ path }) => readBarFile(path)))
  return (run) => {
    const random = new Random(20_261_128).fork(`pair ${run}`)
    const first = random.integerBelow(bars.length)
    const second = (first + 1 + random.integerBelow(bars.length - 1)) % bars.length
    const pair = [bars[first]!, bars[second]!].map(firstHours)
    const [y, x] = nullBars(pair, 20_261_128, run)
    return { y: y!, x: x! }
  }
}

const firstHours = (bars: BarSeries): BarSeries =>
  barsWithin(bars, bars.times[0] as Instant, (bars.times[hours] ?? Infinity) as Instant)

function sweep(input: BacktestInput, text: string): readonly SweptCell[] {
  const { cells } = cellsOf(expectValue(parseGrid(text)), free)
  return expectValue(sweepCells(input, cells))
}

const sharpesOf = (swept: readonly SweptCell[]): number[] =>
  swept.map(({ metrics }) => metrics.sharpe).filter((sharpe) => sharpe !== null)

function bestOf(swept: readonly SweptCell[]): SweptCell {
  return swept.reduce((best, cell) =>
    (cell.metrics.sharpe ?? -Infinity) > (best.metrics.sharpe ?? -Infinity) ? cell : best,
  )
}

/** How often each figure of a choice stands above the mark, over so many choices with enough trades. */
class Tally {
  choices = 0
  deflated = 0
  luck = 0
  trades = Infinity

  /** One choice: the best of the trials that were made. */
  count(swept: readonly SweptCell[]): void {
    const trials = swept.filter((cell) => cell.metrics.trades >= tradesLeast)
    if (trials.length < swept.length) return
    const { metrics } = bestOf(trials)
    const { deflatedSharpe, deflation } = deflatedBy(metrics, {
      trials: trials.length,
      sharpes: sharpesOf(trials),
    })
    this.choices++
    this.trades = Math.min(this.trades, metrics.trades)
    if (deflatedSharpe! > mark) this.deflated++
    if (deflation!.luckProbability > mark) this.luck++
  }
}

/** One rule tried once; the best of a grid on one universe; the best of one rule on ten universes (four in the short form). */
function studied(draw: Draw): { readonly [name in 'alone' | 'swept' | 'apart']: Tally } {
  const tallies = { alone: new Tally(), swept: new Tally(), apart: new Tally() }
  for (let run = 1; run <= runs; run++) {
    const input = draw(run)
    const swept = sweep(input, grid)
    tallies.swept.count(swept)
    // Of the grid too, so that its folds are formed once.
    const first = swept.filter(({ index }) => index === aloneInGrid)
    expect(first).toHaveLength(1)
    tallies.alone.count(first)
    const others = Array.from({ length: friends - 1 }, (_, k) =>
      sweep(draw(10_000 + (friends - 1) * run + k), alone),
    )
    tallies.apart.count([first, ...others].flat())
  }
  return tallies
}

const percent = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`

function note(universe: string, kind: string, { choices, deflated, luck, trades }: Tally): void {
  if (table === undefined) return
  const cells = [
    universe,
    kind,
    choices,
    trades,
    percent(deflated, choices),
    percent(luck, choices),
  ]
  appendFileSync(table, `| ${cells.join(' | ')} |\n`)
}

/** A level that a share of so many choices does not leave but for three standard errors. */
function expectLevel({ choices }: Tally, count: number, level: number): void {
  const error = 3 * Math.sqrt((level * (1 - level)) / choices)
  expect(count / choices).toBeLessThanOrEqual(level + error)
}

test.for(['walks', 'drawn from real hours'] as const)(
  'among pairs without cointegration, %s, the mark is passed as seldom as it says',
  { timeout },
  async (universe, context) => {
    if (universe !== 'walks') needs('data', context)
    const tallies = studied(universe === 'walks' ? walks : await drawn())
    note(universe, 'one rule, once', tallies.alone)
    note(universe, 'the best of a grid', tallies.swept)
    note(universe, 'the best of ten universes', tallies.apart)
    for (const tally of Object.values(tallies)) {
      expect(tally.choices).toBeGreaterThan(0.9 * runs)
      expectLevel(tally, tally.deflated, 1 - mark)
      expectLevel(tally, tally.luck, 1 - mark)
    }
  },
)
