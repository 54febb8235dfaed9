import type { VNode } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { WalkForwardResult } from '../../src/research/pairs/walk-forward-result.ts'
import { drawdownOf, lastAtOrBefore } from '../chart-columns.ts'
import { drawEquityCharts, type EquityCharts } from '../draw/equity-charts.ts'
import { readPalette } from '../draw/palette.ts'
import { formatFixed, formatPercent, formatTime } from '../format.ts'
import type { DeskState } from '../state.ts'
import { equityTable } from '../../src/protocol/run-tables.ts'
import { useSystemTheme } from './system-theme.ts'
import { TableDownload } from './table-download.tsx'

interface Columns {
  readonly time: readonly number[]
  readonly equity: readonly number[]
}

/** Equity and drawdown of a walk-forward, its folds marked; the chosen fold or trade is turned to. */
export function EquityPanel(props: {
  readonly state: DeskState
  readonly result: WalkForwardResult
}): VNode {
  const { state, result } = props
  const [row, setRow] = useState<number | undefined>()
  const columns = useMemo(() => columnsOf(result), [result])
  if (columns.time.length === 0) {
    return (
      <section class="panel">
        <p class="grid-empty">
          This run was saved without its marks, so there is no chart; its tables are complete.
        </p>
      </section>
    )
  }
  return (
    <section class="panel charts" aria-label="Equity">
      <div class="panel-head">
        <h2>Equity</h2>
        <Readout result={result} columns={columns} row={row ?? columns.time.length - 1} />
        <span class="count" />
        <TableDownload name="equity" table={() => equityTable(result.equity ?? [])} />
      </div>
      <Canvas state={state} result={result} columns={columns} onRow={setRow} />
    </section>
  )
}

function columnsOf({ equity = [] }: WalkForwardResult): Columns {
  return { time: equity.map(([time]) => time), equity: equity.map(([, value]) => value) }
}

function Canvas(props: {
  readonly state: DeskState
  readonly result: WalkForwardResult
  readonly columns: Columns
  readonly onRow: (row: number | undefined) => void
}): VNode {
  const { state, result, columns, onRow } = props
  const box = useRef<HTMLDivElement>(null)
  const charts = useRef<EquityCharts | null>(null)
  useEffect(() => {
    if (box.current === null) return undefined
    const { folds, parameters } = result
    const marks = { ...columns, folds, capital: parameters.capital }
    const drawn = drawEquityCharts(box.current, marks, readPalette())
    drawn.onRow(onRow)
    charts.current = drawn
    return () => {
      drawn.remove()
      charts.current = null
    }
  }, [columns, state.theme, useSystemTheme()])
  useEffect(() => {
    const trade = state.trade === null ? undefined : result.trades[state.trade]
    const fold = state.fold === null ? undefined : result.folds[state.fold]
    charts.current?.choose(fold?.index ?? null)
    if (trade !== undefined) charts.current?.show(trade.entryTime, trade.exitTime)
    else if (fold !== undefined) charts.current?.show(fold.tradingFrom, fold.tradingTo)
    else charts.current?.showAll()
  }, [state.trade, state.fold, result, state.theme])
  return <div class="charts-box equity-box" ref={box} />
}

function Readout(props: {
  readonly result: WalkForwardResult
  readonly columns: Columns
  readonly row: number
}): VNode {
  const { result, columns, row } = props
  const time = columns.time[row] ?? NaN
  const { capital } = result.parameters
  const drawdown = drawdownOf(columns.equity.slice(0, row + 1), capital).at(-1) ?? null
  const starts = result.folds.map(({ tradingFrom }) => tradingFrom)
  const fold = lastAtOrBefore(starts, time - 1)
  return (
    <p class="bar-readout numbers">
      <span class="soft">{formatTime(time)}</span>
      <span>fold {fold < 0 ? 0 : fold}</span>
      <span>equity {formatFixed(columns.equity[row] ?? null, 2)}</span>
      <span>drawdown {formatPercent(drawdown, 2)}</span>
    </p>
  )
}
