import type { VNode } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { RunPath } from '../../src/engine/run-path.ts'
import type { TradeRun } from '../../src/protocol/trade-run.ts'
import { causeNames, drawTradeCharts } from '../draw/trade-charts.ts'
import { readPalette } from '../draw/palette.ts'
import { formatFixed, formatSignificant, formatSigned, formatTime } from '../format.ts'
import type { Theme } from '../state.ts'
import { fillMarks, tradeColumns, type TradeColumns } from '../trade-columns.ts'
import { useSystemTheme } from './system-theme.ts'

/** How a run went: equity, gains by cause, and one of its instruments with the fills on it. */
export function TradeChartsPanel(props: {
  readonly run: TradeRun
  readonly path: RunPath
  readonly theme: Theme
}): VNode {
  const { run, path, theme } = props
  const traded = path.instruments.map(({ index }) => index)
  const [instrument, choose] = useState(traded[0] ?? -1)
  const [row, setRow] = useState<number | undefined>()
  const columns = useMemo(() => tradeColumns(path, instrument), [path, instrument])
  const at = row ?? columns.time.length - 1
  const { fillsEvery } = path
  return (
    <section class="panel charts trade-run" aria-label="The run">
      <div class="panel-head">
        <h2>The run</h2>
        <Readout columns={columns} row={at} />
        <span class="count" />
        {traded.length > 1 && (
          <select
            aria-label="Instrument"
            value={String(instrument)}
            onChange={({ currentTarget }) => choose(Number(currentTarget.value))}
          >
            {traded.map((index) => (
              <option key={index} value={String(index)}>
                {nameOf(run, index)}
              </option>
            ))}
          </select>
        )}
      </div>
      <Canvas {...props} columns={columns} instrument={instrument} theme={theme} onRow={setRow} />
      {traded.length > 0 && (
        <p class="foot">
          <span class="leg-y">Buys</span> and <span class="leg-x">sells</span> at the price of their
          fills, those of a second and side as one.
          {fillsEvery > 1 && ` There were too many to show: one of ${fillsEvery} is here.`}
        </p>
      )}
    </section>
  )
}

function nameOf({ instruments }: TradeRun, index: number): string {
  const found = instruments[index]
  return found === undefined ? 'nothing' : `${found.venue}:${found.instrument} ${found.class}`
}

function Canvas(props: {
  readonly run: TradeRun
  readonly path: RunPath
  readonly theme: Theme
  readonly columns: TradeColumns
  readonly instrument: number
  readonly onRow: (row: number | undefined) => void
}): VNode {
  const { run, path, columns, instrument, theme, onRow } = props
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (box.current === null) return undefined
    const drawn = {
      columns,
      ...fillMarks(path, instrument),
      capital: run.reporting.capital,
      name: nameOf(run, instrument),
    }
    const charts = drawTradeCharts(box.current, drawn, readPalette())
    charts.onRow(onRow)
    return () => charts.remove()
  }, [columns, theme, useSystemTheme()])
  return <div class="charts-box trade-box" ref={box} />
}

function Readout(props: { readonly columns: TradeColumns; readonly row: number }): VNode {
  const { columns, row } = props
  const value = (column: readonly (number | null)[]): number | null => column[row] ?? null
  return (
    <p class="bar-readout numbers">
      <span class="soft">{formatTime(columns.time[row] ?? Number.NaN)}</span>
      <span>equity {formatFixed(value(columns.equity), 2)}</span>
      {causeNames(columns).map((cause) => (
        <span key={cause} class={`cause-${cause}`}>
          {cause} {formatSigned(value(columns[cause]), 2)}
        </span>
      ))}
      <span>mid {formatSignificant(value(columns.mid), 7)}</span>
      <span>held {formatSignificant(value(columns.position), 4)}</span>
    </p>
  )
}
