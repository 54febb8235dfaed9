import {
  BaselineSeries,
  LineSeries,
  LineType,
  createChart,
  type IChartApi,
} from 'lightweight-charts'
import { formatFixed, formatSignificant } from '../format.ts'
import type { FillMark, TradeColumns } from '../trade-columns.ts'
import { chartOptions } from './chart-options.ts'
import { titlePane } from './pane-title.ts'
import type { Palette } from './palette.ts'
import { pointsOf, secondsOf, withAlpha } from './points.ts'

/** A run's four panes on one time axis. */
export interface TradeCharts {
  /** Row of the columns under the crosshair; undefined when it left. */
  onRow(hear: (row: number | undefined) => void): void
  remove(): void
}

/** What is drawn of one instrument, beside what is of the whole run. */
export interface DrawnTrade {
  readonly columns: TradeColumns
  readonly buys: readonly FillMark[]
  readonly sells: readonly FillMark[]
  readonly capital: number
  readonly name: string
}

/** The colour of each cause's line. */
function causeColours(palette: Palette): Readonly<Record<Cause, string>> {
  const { ink, gain, loss, x, y, accent } = palette
  return { price: ink, spread: gain, slippage: x, fees: loss, funding: accent, insurance: y }
}

export type Cause = 'price' | 'spread' | 'slippage' | 'fees' | 'funding' | 'insurance'

/** The causes a run has: insurance only where a fund has paid. */
export function causeNames({ insurance }: TradeColumns): readonly Cause[] {
  const always = ['price', 'spread', 'slippage', 'fees', 'funding'] as const
  return insurance.length === 0 ? always : [...always, 'insurance']
}

/** Heights of equity, causes, price and position, as shares. */
const paneShares = [5, 5, 7, 3] as const

/** Draws equity, gains by cause, an instrument's mid with fills on it, and what was held of it. */
export function drawTradeCharts(
  box: HTMLElement,
  drawn: DrawnTrade,
  palette: Palette,
): TradeCharts {
  const { columns, name } = drawn
  const chart = createChart(box, chartOptions(palette))
  chart.applyOptions({ timeScale: { secondsVisible: true } })
  const money = { type: 'custom', minMove: 0.01, formatter: twoDecimals } as const
  addAround(
    chart,
    { values: columns.equity, base: drawn.capital, pane: 0, money },
    columns,
    palette,
  )
  const colours = causeColours(palette)
  for (const cause of causeNames(columns)) {
    const line = chart.addSeries(
      LineSeries,
      { ...plain, color: colours[cause], priceFormat: money },
      1,
    )
    line.setData(pointsOf(columns.time, columns[cause]))
  }
  if (columns.mid.length > 0) {
    addPrice(chart, drawn, palette)
    const held = { type: 'custom', minMove: 1e-12, formatter: fourDigits } as const
    addAround(chart, { values: columns.position, base: 0, pane: 3, money: held }, columns, palette)
  }
  const titles = ['equity', 'gains by cause', `${name}, fills`, 'position']
  for (const [index, pane] of chart.panes().entries()) {
    pane.setStretchFactor(paneShares[index] ?? 1)
    titlePane(pane, titles[index] ?? '', palette)
  }
  chart.timeScale().fitContent()
  return {
    onRow(hear) {
      const rowOf = new Map(columns.time.map((time, row) => [secondsOf(time) as unknown, row]))
      chart.subscribeCrosshairMove(({ time }) => {
        hear(time === undefined ? undefined : rowOf.get(time))
      })
    },
    remove: () => chart.remove(),
  }
}

const plain = { lineWidth: 1, priceLineVisible: false, lastValueVisible: false } as const
const twoDecimals = (value: number): string => formatFixed(value, 2)
const fourDigits = (value: number): string => formatSignificant(value, 4)

interface Around {
  readonly values: readonly number[]
  readonly base: number
  readonly pane: number
  readonly money: {
    readonly type: 'custom'
    readonly minMove: number
    readonly formatter: (value: number) => string
  }
}

/** A line in steps around a level, above it in the colour of gains. */
function addAround(
  chart: IChartApi,
  { values, base, pane, money }: Around,
  { time }: TradeColumns,
  palette: Palette,
): void {
  const line = chart.addSeries(
    BaselineSeries,
    {
      ...plain,
      lineType: LineType.WithSteps,
      baseValue: { type: 'price', price: base },
      topLineColor: palette.gain,
      topFillColor1: withAlpha(palette.gain, 0.2),
      topFillColor2: withAlpha(palette.gain, 0.03),
      bottomLineColor: palette.loss,
      bottomFillColor1: withAlpha(palette.loss, 0.03),
      bottomFillColor2: withAlpha(palette.loss, 0.2),
      lastValueVisible: true,
      priceFormat: money,
    },
    pane,
  )
  line.setData(pointsOf(time, values))
}

function addPrice(chart: IChartApi, { columns, buys, sells }: DrawnTrade, palette: Palette): void {
  const priceFormat = { type: 'custom', minMove: 1e-9, formatter: sixDigits } as const
  const mid = chart.addSeries(LineSeries, { ...plain, color: palette.soft, priceFormat }, 2)
  mid.setData(pointsOf(columns.time, columns.mid))
  for (const { marks, color } of [
    { marks: buys, color: palette.y },
    { marks: sells, color: palette.x },
  ]) {
    // Points alone: a line between fills would say something of the time between them.
    const points = chart.addSeries(
      LineSeries,
      {
        ...plain,
        color,
        lineVisible: false,
        pointMarkersVisible: true,
        pointMarkersRadius: marks.length > 200 ? 1.5 : 2.5,
        crosshairMarkerVisible: false,
        priceFormat,
      },
      2,
    )
    const times = marks.map(({ time }) => time)
    points.setData(
      pointsOf(
        times,
        marks.map(({ price }) => price),
      ),
    )
  }
}

const sixDigits = (value: number): string => formatSignificant(value, 7)
