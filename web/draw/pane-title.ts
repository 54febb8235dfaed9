import { createTextWatermark, type IPaneApi, type Time } from 'lightweight-charts'
import type { Palette } from './palette.ts'

/** A pane's name in its corner, with room above the lines for it. */
export function titlePane(pane: IPaneApi<Time>, title: string, palette: Palette): void {
  pane.priceScale('right').applyOptions({ scaleMargins: { top: 0.16, bottom: 0.08 } })
  createTextWatermark(pane, {
    horzAlign: 'left',
    vertAlign: 'top',
    lines: [{ text: title, color: palette.soft, fontSize: 11, fontFamily: palette.font }],
  })
}
