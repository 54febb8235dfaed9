import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { BacktestResult, BacktestSeries } from '../../src/research/pairs/backtest-result.ts'
import { drawdownOf } from '../chart-columns.ts'
import { drawPairCharts, type PairCharts } from '../draw/pair-charts.ts'
import { readPalette } from '../draw/palette.ts'
import { formatFixed, formatPercent, formatSignificant, formatTime } from '../format.ts'
import type { DeskState, PriceView } from '../state.ts'
import { change } from '../store.ts'
import { useSystemTheme } from './system-theme.ts'

type Drawable = BacktestResult & { readonly series: BacktestSeries }

/** Prices, z-score, equity and drawdown on one time axis, with what the crosshair stands on. */
export function ChartsPanel(props: {
  readonly state: DeskState
  readonly backtest: BacktestResult
}): VNode {
  const { state, backtest } = props
  const { series } = backtest
  const [row, setRow] = useState<number | undefined>()
  if (series === undefined || series.time.length === 0) {
    return (
      <section class="panel">
        <p class="grid-empty">
          This run was saved without its bars, so there is no chart; its tables are complete.
        </p>
      </section>
    )
  }
  return (
    <section class="panel charts" aria-label="Charts">
      <div class="panel-head">
        <h2>Bars</h2>
        <Readout backtest={{ ...backtest, series }} row={row ?? series.time.length - 1} />
        <ViewChoice view={state.priceView} />
      </div>
      <Canvas state={state} backtest={{ ...backtest, series }} onRow={setRow} />
    </section>
  )
}

function Canvas(props: {
  readonly state: DeskState
  readonly backtest: Drawable
  readonly onRow: (row: number | undefined) => void
}): VNode {
  const { state, backtest, onRow } = props
  const box = useRef<HTMLDivElement>(null)
  const charts = useRef<PairCharts | null>(null)
  useEffect(() => {
    if (box.current === null) return undefined
    const drawn = drawPairCharts(box.current, backtest, {
      palette: readPalette(),
      priceView: state.priceView,
    })
    drawn.onRow(onRow)
    charts.current = drawn
    return () => {
      drawn.remove()
      charts.current = null
    }
  }, [backtest.series, state.priceView, state.theme, useSystemTheme()])
  useEffect(() => {
    const trade = state.trade === null ? undefined : backtest.trades[state.trade]
    const fold = state.fold === null ? undefined : backtest.folds[state.fold]
    charts.current?.choose(fold?.index ?? null)
    if (trade !== undefined) charts.current?.show(trade.entryTime, trade.exitTime)
    else if (fold !== undefined) charts.current?.show(fold.testFrom, fold.testTo)
    else charts.current?.showAll()
  }, [state.trade, state.fold, backtest, state.theme, state.priceView])
  return <div class="charts-box" ref={box} />
}

function Readout(props: { readonly backtest: Drawable; readonly row: number }): VNode {
  const { backtest, row } = props
  const { series, parameters } = backtest
  // The peak that a drawdown falls from lies anywhere before the row.
  const drawdown = drawdownOf(series.equity.slice(0, row + 1), parameters.notional).at(-1) ?? null
  return (
    <p class="bar-readout numbers">
      <span class="soft">{formatTime(series.time[row] ?? NaN)}</span>
      <span class="leg-y">
        {parameters.y} {formatSignificant(series.y[row] ?? null, 6)}
      </span>
      <span class="leg-x">
        {parameters.x} {formatSignificant(series.x[row] ?? null, 6)}
      </span>
      <span>z {formatFixed(series.zScore[row] ?? null, 2)}</span>
      <span>equity {formatFixed(series.equity[row] ?? null, 2)}</span>
      <span>drawdown {formatPercent(drawdown, 2)}</span>
    </p>
  )
}

function choose(priceView: PriceView): void {
  change((state) => ({ ...state, priceView }))
}

function ViewChoice({ view }: { readonly view: PriceView }): VNode {
  return (
    <div class="choice" role="group" aria-label="Price scale">
      <button
        type="button"
        aria-pressed={view === 'normalised'}
        onClick={() => choose('normalised')}
      >
        both from 100
      </button>
      <button type="button" aria-pressed={view === 'axes'} onClick={() => choose('axes')}>
        two axes
      </button>
    </div>
  )
}
