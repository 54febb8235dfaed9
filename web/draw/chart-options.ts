import {
  ColorType,
  CrosshairMode,
  LineStyle,
  type ChartOptions,
  type DeepPartial,
  type Time,
} from 'lightweight-charts'
import { formatTime } from '../format.ts'
import type { Palette } from './palette.ts'

/** What all charts of the desk have in common; the library's attribution logo stays on. */
export function chartOptions(palette: Palette): DeepPartial<ChartOptions> {
  const label = { labelVisible: true, labelBackgroundColor: palette.soft }
  return {
    autoSize: true,
    layout: {
      background: { type: ColorType.Solid, color: palette.paper },
      textColor: palette.soft,
      fontSize: 11,
      fontFamily: palette.font,
      attributionLogo: true,
      panes: { separatorColor: palette.rule, separatorHoverColor: palette.ruleFaint },
    },
    grid: {
      vertLines: { color: palette.ruleFaint },
      horzLines: { color: palette.ruleFaint },
    },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { color: palette.faint, style: LineStyle.Solid, width: 1, ...label },
      horzLine: { color: palette.faint, style: LineStyle.Dotted, width: 1, ...label },
    },
    rightPriceScale: { borderColor: palette.rule, minimumWidth: 72 },
    leftPriceScale: { borderColor: palette.rule, minimumWidth: 72, visible: false },
    timeScale: {
      borderColor: palette.rule,
      timeVisible: true,
      secondsVisible: false,
      rightOffset: 2,
      minBarSpacing: 0.01,
    },
    localization: { timeFormatter: (time: Time) => formatTime(Number(time) * 1_000) },
  }
}
