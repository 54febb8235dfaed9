import { AreaSeries, BaselineSeries, type IChartApi } from 'lightweight-charts'
import { drawdownOf } from '../chart-columns.ts'
import { formatFixed, formatPercent } from '../format.ts'
import type { Palette } from './palette.ts'
import { pointsOf, withAlpha } from './points.ts'

/** Equity at closes (epoch milliseconds), what it is a fraction of, and the pane it goes into. */
export interface Money {
  readonly time: readonly number[]
  readonly equity: readonly number[]
  readonly capital: number
  readonly pane: number
}

/** Equity around where it began, and its drawdown in the pane below. */
export function addMoney(
  chart: IChartApi,
  { time, equity, capital, pane }: Money,
  palette: Palette,
): void {
  const line = chart.addSeries(
    BaselineSeries,
    {
      baseValue: { type: 'price', price: equity[0] ?? 0 },
      topLineColor: palette.gain,
      topFillColor1: withAlpha(palette.gain, 0.22),
      topFillColor2: withAlpha(palette.gain, 0.03),
      bottomLineColor: palette.loss,
      bottomFillColor1: withAlpha(palette.loss, 0.03),
      bottomFillColor2: withAlpha(palette.loss, 0.22),
      lineWidth: 1,
      priceLineVisible: false,
      priceFormat: {
        type: 'custom',
        minMove: 0.01,
        formatter: (value: number) => formatFixed(value, 0),
      },
    },
    pane,
  )
  line.setData(pointsOf(time, equity))
  const drawdown = chart.addSeries(
    AreaSeries,
    {
      invertFilledArea: true,
      lineColor: palette.loss,
      topColor: withAlpha(palette.loss, 0.03),
      bottomColor: withAlpha(palette.loss, 0.2),
      lineWidth: 1,
      priceLineVisible: false,
      priceFormat: {
        type: 'custom',
        minMove: 1e-5,
        formatter: (value: number) => formatPercent(value, 2),
      },
    },
    pane + 1,
  )
  drawdown.setData(pointsOf(time, drawdownOf(equity, capital)))
}
