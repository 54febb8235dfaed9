import type { GridDimension, SweepCell, SweepResult } from '../../research/pairs/sweep-result.ts'
import { deflatedWords, ruleWords } from './backtest-lines.ts'
import { count, decimal, minuteOf, money, percent } from './format.ts'
import { alignedTable } from './output.ts'

const CELLS_SHOWN = 8
const COLUMNS_SHOWN = 12

/** A sweep for a person: what was swept, a map of it, the best cells among their neighbours, how much is luck. */
export function sweepLines(result: SweepResult): string[] {
  return [
    ...assumptions(result),
    '',
    ...map(result),
    ...leaders(result),
    ...judgement(result),
    ...result.notes.map((note) => `note: ${note}`),
    result.conclusion,
  ]
}

function assumptions(result: SweepResult): string[] {
  const { parameters: use, grid, cells, rows, from, to, elapsedMs } = result
  return [
    `${use.y} on ${use.x}, ${use.timeframe}${use.log ? ', log prices' : ''}: ${count(rows)} joined rows, ${minuteOf(from)} to ${minuteOf(to)}`,
    `${count(cells.length)} parameter sets in ${(elapsedMs / 1000).toFixed(2)} s: ${grid.map(dimension).join(', ')}`,
    `else train ${use.trainBars}, test ${use.testBars}, ${ruleWords(use)}, notional ${money(use.notional, 0)}, fee ${use.feeBps} bps and slippage ${use.slippageBps} bps a leg and side`,
  ]
}

function dimension({ name, values }: GridDimension): string {
  const shown = values.map((value) => value ?? 'none')
  if (shown.length <= 3) return `${name} ${shown.join(', ')}`
  return `${name} ${shown[0]} to ${shown.at(-1)} (${shown.length})`
}

/** Two parameters against each other: at each crossing the best that the others make of it. */
function map({ grid, cells }: SweepResult): string[] {
  const [down, across] = grid
    .map(({ name, values }, place) => ({ name, values, place }))
    .filter(({ values }) => values.length > 1)
  if (down === undefined) return []
  const columns = across?.values ?? [null]
  if (columns.length > COLUMNS_SHOWN) return []
  const best = (value: number | null, other: number | null): number | null => {
    const ratios = cells
      .filter(
        ({ values }) =>
          values[down.place] === value && (across === undefined || values[across.place] === other),
      )
      .map(({ metrics }) => metrics.sharpe)
      .filter((sharpe) => sharpe !== null)
    return ratios.length === 0 ? null : ratios.reduce((most, ratio) => Math.max(most, ratio))
  }
  const others = grid.filter(({ values }) => values.length > 1).length > 2
  const title = `Sharpe ratio${others ? ', the best over the other parameters' : ''}`
  const header = [
    across === undefined ? down.name : `${down.name} \\ ${across.name}`,
    ...columns.map((value) => (across === undefined ? 'Sharpe' : String(value ?? 'none'))),
  ]
  const rows = down.values.map((value) => [
    String(value ?? 'none'),
    ...columns.map((other) => shaded(best(value, other))),
  ])
  return [title, alignedTable(header, rows), '']
}

const shades = ['·', '░', '▒', '▓', '█'] as const

/** A ratio with a shade that the eye finds: none below zero, full from two on. */
function shaded(ratio: number | null): string {
  if (ratio === null) return '–'
  const shade = ratio < 0 ? 0 : Math.min(4, 1 + Math.floor(ratio / 0.5))
  return `${ratio.toFixed(2)} ${shades[shade]}`
}

function leaders({ grid, cells, best, plateau }: SweepResult): string[] {
  if (best === null) return []
  const order = [...cells.keys()]
    .filter((place) => cells[place]!.metrics.sharpe !== null)
    .toSorted((a, b) => cells[b]!.metrics.sharpe! - cells[a]!.metrics.sharpe! || a - b)
  const shown = order.slice(0, CELLS_SHOWN)
  if (plateau !== null && !shown.includes(plateau)) shown.push(plateau)
  const header = [
    ...grid.map(({ name }) => name),
    'Sharpe',
    'return',
    'drawdown',
    'trades',
    'breaks even, bps',
    'neighbours',
    'their lowest',
    '',
  ]
  const rows = shown.map((place) => cellRow(cells[place]!, place === plateau ? 'plateau' : ''))
  return [
    alignedTable(header, rows),
    `the best ${Math.min(order.length, CELLS_SHOWN)} of ${count(cells.length)}`,
    '',
  ]
}

function cellRow({ values, metrics, neighbours }: SweepCell, remark: string): string[] {
  return [
    ...values.map((value) => String(value ?? 'none')),
    decimal(metrics.sharpe, 2),
    percent(metrics.totalReturn),
    percent(metrics.maxDrawdown, 1),
    String(metrics.trades),
    decimal(metrics.breakEvenFeeBps, 1),
    decimal(neighbours.meanSharpe, 2),
    decimal(neighbours.lowestSharpe, 2),
    remark,
  ]
}

function judgement({ cells, best, overfitting }: SweepResult): string[] {
  if (best === null) return []
  const { metrics } = cells[best.cell]!
  const { sharpeInterval: interval } = metrics
  const { delayed } = best
  return [
    `best: Sharpe ${decimal(metrics.sharpe, 2)}${interval === null ? '' : ` (95 %, had it been the only one: ${decimal(interval.low, 2)} to ${decimal(interval.high, 2)})`}, ${percent(best.halfHeightShare, 0)} of cells at half its height or above; one bar later ${decimal(delayed.sharpe, 2)}`,
    ...(best.deflation === null
      ? ['deflated Sharpe ratio: none without the trials ledger']
      : deflatedWords(best)),
    overfitting === null
      ? 'probability of overfitting: none with one parameter set, or fewer days than 32'
      : `probability of overfitting ${decimal(overfitting.probability, 3)} over ${count(overfitting.splits)} splits: Sharpe ${decimal(overfitting.sharpeInSample, 2)} on the days chosen by, ${decimal(overfitting.sharpeOutOfSample, 2)} on the others, a loss there in ${percent(overfitting.lossProbability, 0)}`,
  ]
}
