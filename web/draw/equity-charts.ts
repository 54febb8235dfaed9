import { createChart, type Time } from 'lightweight-charts'
import type { WalkForwardFold } from '../../src/research/pairs/walk-forward-result.ts'
import { lastAtOrBefore } from '../chart-columns.ts'
import { chartOptions } from './chart-options.ts'
import { FoldMarks, markedFolds } from './fold-marks.ts'
import { addMoney } from './money-panes.ts'
import { titlePane } from './pane-title.ts'
import type { Palette } from './palette.ts'
import { secondsOf } from './points.ts'

/** Equity and drawdown of a walk-forward on one time axis, its folds marked. */
export interface EquityCharts {
  /** Row of the marks under the crosshair; undefined when it left. */
  onRow(hear: (row: number | undefined) => void): void
  /** Tints a fold's trading. */
  choose(fold: number | null): void
  /** Brings a stretch of time into view, with some room around it. */
  show(fromMs: number, toMs: number): void
  showAll(): void
  remove(): void
}

/** @param marks equity at closes, in columns: epoch milliseconds and quote units */
export function drawEquityCharts(
  box: HTMLElement,
  marks: {
    readonly time: readonly number[]
    readonly equity: readonly number[]
    readonly capital: number
    readonly folds: readonly WalkForwardFold[]
  },
  palette: Palette,
): EquityCharts {
  const { time, folds } = marks
  const chart = createChart(box, chartOptions(palette))
  addMoney(chart, { ...marks, pane: 0 }, palette)
  const barAt = (instant: number): number => lastAtOrBefore(time, instant)
  const marked = markedFolds(folds, time)
  const foldMarks = chart.panes().map((pane, index) => {
    pane.setStretchFactor(index === 0 ? 3 : 1)
    titlePane(pane, index === 0 ? 'equity' : 'drawdown, % of capital', palette)
    const primitive = new FoldMarks(marked, palette, index === 0)
    pane.attachPrimitive(primitive)
    return primitive
  })
  chart.timeScale().fitContent()
  return {
    onRow(hear) {
      const rowOf = new Map(time.map((milliseconds, row) => [secondsOf(milliseconds) as Time, row]))
      chart.subscribeCrosshairMove((under) => {
        hear(under.time === undefined ? undefined : rowOf.get(under.time))
      })
    },
    choose: (fold) => foldMarks.forEach((primitive) => primitive.choose(fold)),
    show(fromMs, toMs) {
      const [from, to] = [barAt(fromMs), barAt(toMs)]
      const room = Math.max(12, Math.round((to - from) / 4))
      chart.timeScale().setVisibleLogicalRange({ from: from - room, to: to + room })
    },
    showAll: () => chart.timeScale().fitContent(),
    remove: () => chart.remove(),
  }
}
