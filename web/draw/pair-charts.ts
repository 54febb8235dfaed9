import {
  LineSeries,
  LineStyle,
  createChart,
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  type SeriesMarker,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import type {
  BacktestResult,
  BacktestSeries,
  PairTrade,
} from '../../src/research/pairs/backtest-result.ts'
import { lastAtOrBefore, normalised } from '../chart-columns.ts'
import { formatFixed } from '../format.ts'
import type { PriceView } from '../state.ts'
import { chartOptions } from './chart-options.ts'
import { FoldMarks, markedFolds } from './fold-marks.ts'
import { addMoney } from './money-panes.ts'
import { titlePane } from './pane-title.ts'
import { pointsOf, secondsOf, withAlpha } from './points.ts'
import { PositionShade, type ShadedSpan } from './position-shade.ts'
import type { Palette } from './palette.ts'

/** A pair's four panes on one time axis: what one of them does, all do. */
export interface PairCharts {
  /** Row of the columns under the crosshair; undefined when it left. */
  onRow(hear: (row: number | undefined) => void): void
  /** Tints a fold's test rows. */
  choose(fold: number | null): void
  /** Brings a stretch of time into view, with some room around it. */
  show(fromMs: number, toMs: number): void
  showAll(): void
  remove(): void
}

/** Heights of prices, z-score, equity and drawdown, as shares. */
const paneShares = [10, 7, 6, 4] as const

/** Draws a backtest's columns: prices, z-score with its bands and trades, equity, drawdown. */
export function drawPairCharts(
  box: HTMLElement,
  backtest: BacktestResult & { readonly series: BacktestSeries },
  look: { readonly palette: Palette; readonly priceView: PriceView },
): PairCharts {
  const { series, parameters } = backtest
  const { palette } = look
  const chart = createChart(box, chartOptions(palette))
  const times = series.time.map(secondsOf)
  addPrices(chart, backtest, look)
  const zScore = addZScore(chart, backtest, palette)
  createSeriesMarkers(zScore, markersOf(backtest, palette))
  addMoney(chart, { ...series, capital: parameters.notional, pane: 2 }, palette)
  const titles = [null, 'z-score', 'equity', 'drawdown, % of capital']
  const spans = backtest.trades.map((trade) => spanOf(trade, series.time, palette))
  const folds = markedFolds(backtest.folds, series.time)
  const foldMarks = chart.panes().map((_, index) => new FoldMarks(folds, palette, index === 0))
  for (const [index, pane] of chart.panes().entries()) {
    pane.setStretchFactor(paneShares[index] ?? 1)
    pane.attachPrimitive(foldMarks[index]!)
    if (spans.length > 0) pane.attachPrimitive(new PositionShade(spans))
    const title = titles[index] ?? null
    if (title !== null) titlePane(pane, title, palette)
  }
  chart.timeScale().fitContent()
  return {
    onRow(hear) {
      const rowOf = new Map(times.map((time, row) => [time as Time, row]))
      chart.subscribeCrosshairMove(({ time }) => {
        hear(time === undefined ? undefined : rowOf.get(time))
      })
    },
    choose: (fold) => foldMarks.forEach((marks) => marks.choose(fold)),
    show(fromMs, toMs) {
      const from = lastAtOrBefore(series.time, fromMs)
      const to = lastAtOrBefore(series.time, toMs)
      const room = Math.max(24, to - from)
      chart.timeScale().setVisibleLogicalRange({ from: from - room, to: to + room })
    },
    showAll: () => chart.timeScale().fitContent(),
    remove: () => chart.remove(),
  }
}

function addPrices(
  chart: IChartApi,
  { series, parameters }: BacktestResult & { readonly series: BacktestSeries },
  { palette, priceView }: { readonly palette: Palette; readonly priceView: PriceView },
): void {
  const separate = priceView === 'axes'
  const column = (values: readonly number[]): readonly number[] =>
    separate ? values : normalised(values)
  const line = { lineWidth: 1, priceLineVisible: false, lastValueVisible: true } as const
  chart.applyOptions({ leftPriceScale: { visible: separate } })
  const legs = [
    {
      name: parameters.x,
      values: series.x,
      color: palette.x,
      priceScaleId: separate ? 'left' : 'right',
    },
    { name: parameters.y, values: series.y, color: palette.y, priceScaleId: 'right' },
  ]
  for (const { name, values, ...options } of legs) {
    const drawn = chart.addSeries(LineSeries, { ...line, ...options, title: separate ? name : '' })
    drawn.applyOptions({ priceFormat: separate ? priceFormatOf(values) : twoDecimals })
    drawn.setData(pointsOf(series.time, column(values)))
  }
}

function addZScore(
  chart: IChartApi,
  { series, parameters }: BacktestResult & { readonly series: BacktestSeries },
  palette: Palette,
): ISeriesApi<'Line'> {
  const drawn = chart.addSeries(
    LineSeries,
    {
      color: palette.ink,
      lineWidth: 1,
      priceLineVisible: false,
      priceFormat: twoDecimals,
      autoscaleInfoProvider: (
        original: () => { priceRange: { minValue: number; maxValue: number } | null } | null,
      ) => {
        // The entry bands belong to the picture even when the score has not come near them.
        const range = original()?.priceRange ?? { minValue: 0, maxValue: 0 }
        const bound = parameters.entry * 1.15
        return {
          priceRange: {
            minValue: Math.min(range.minValue, -bound),
            maxValue: Math.max(range.maxValue, bound),
          },
        }
      },
    },
    1,
  )
  drawn.setData(pointsOf(series.time, series.zScore))
  const bands = [
    { level: parameters.entry, color: palette.accent, lineStyle: LineStyle.Dashed, title: 'entry' },
    { level: parameters.exit, color: palette.faint, lineStyle: LineStyle.Dotted, title: 'exit' },
    { level: parameters.stop, color: palette.loss, lineStyle: LineStyle.Solid, title: 'stop' },
  ]
  for (const { level, ...look } of bands) {
    for (const price of level === 0 ? [0] : [level, -level]) {
      drawn.createPriceLine({ ...look, price, lineWidth: 1, axisLabelVisible: false })
    }
  }
  return drawn
}

const twoDecimals = {
  type: 'custom',
  minMove: 0.01,
  formatter: (value: number) => formatFixed(value, 2),
} as const

function priceFormatOf(values: readonly number[]): {
  type: 'custom'
  minMove: number
  formatter: (value: number) => string
} {
  const last = Math.abs(values.at(-1) ?? 1)
  const decimals = Math.min(8, Math.max(2, 4 - Math.floor(Math.log10(last || 1))))
  return {
    type: 'custom',
    minMove: 10 ** -decimals,
    formatter: (value) => formatFixed(value, decimals),
  }
}

function markersOf(
  { trades, series }: BacktestResult & { readonly series: BacktestSeries },
  palette: Palette,
): SeriesMarker<Time>[] {
  // Many marks on few pixels hide the line they belong to.
  const size = trades.length > 20 ? 0.4 : 0.8
  return trades
    .flatMap((trade): SeriesMarker<Time>[] => {
      const isLong = trade.side === 'long'
      const color = isLong ? palette.y : palette.x
      return [
        {
          time: barTime(series.time, trade.entryTime),
          position: isLong ? 'belowBar' : 'aboveBar',
          shape: isLong ? 'arrowUp' : 'arrowDown',
          color,
          size,
        },
        {
          time: barTime(series.time, trade.exitTime),
          position: 'inBar',
          shape: trade.exitReason === 'stop' ? 'square' : 'circle',
          color: trade.exitReason === 'stop' ? palette.loss : color,
          size: size * 0.75,
        },
      ]
    })
    .toSorted((a, b) => Number(a.time) - Number(b.time))
}

function spanOf(trade: PairTrade, times: readonly number[], palette: Palette): ShadedSpan {
  return {
    from: barTime(times, trade.entryTime),
    to: barTime(times, trade.exitTime),
    colour: withAlpha(trade.side === 'long' ? palette.y : palette.x, 0.1),
  }
}

/** The bar on the chart an instant belongs to: marks between bars would move to a later one. */
function barTime(times: readonly number[], instant: number): UTCTimestamp {
  return secondsOf(times[Math.max(0, lastAtOrBefore(times, instant))] ?? instant)
}
