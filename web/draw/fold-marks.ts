import type {
  IChartApi,
  IPanePrimitive,
  IPanePrimitivePaneView,
  PaneAttachedParameter,
  UTCTimestamp,
} from 'lightweight-charts'
import { lastAtOrBefore } from '../chart-columns.ts'
import type { Palette } from './palette.ts'
import { secondsOf, withAlpha } from './points.ts'

/** A fold's trading on a chart: the bars it begins and ends at. */
export interface MarkedFold {
  readonly index: number
  readonly from: UTCTimestamp
  readonly to: UTCTimestamp
}

/**
 * Folds at the bars of a chart: marks are closes (epoch milliseconds, ascending), so that the first of a fold is the one
 * at or before the fold's first open.
 */
export function markedFolds(
  folds: readonly (
    | { readonly index: number; readonly testFrom: number; readonly testTo: number }
    | { readonly index: number; readonly tradingFrom: number; readonly tradingTo: number }
  )[],
  closes: readonly number[],
): MarkedFold[] {
  const barAt = (instant: number): UTCTimestamp =>
    secondsOf(closes[Math.max(0, lastAtOrBefore(closes, instant))] ?? instant)
  return folds.map((fold) =>
    'testFrom' in fold
      ? { index: fold.index, from: barAt(fold.testFrom), to: barAt(fold.testTo) }
      : { index: fold.index, from: barAt(fold.tradingFrom), to: barAt(fold.tradingTo) },
  )
}

/** Lines and numbers nearer to each other than this would be a pattern of their own. */
const lineRoomPx = 9
const numberRoomPx = 22

/** Hairlines where folds begin, their numbers where there is room, and a tint on the chosen one. */
export class FoldMarks implements IPanePrimitive {
  readonly #folds: readonly MarkedFold[]
  readonly #palette: Palette
  readonly #isNumbered: boolean
  #chosen: number | null = null
  #chart: IChartApi | null = null
  #redraw: (() => void) | null = null

  constructor(folds: readonly MarkedFold[], palette: Palette, isNumbered: boolean) {
    this.#folds = folds
    this.#palette = palette
    this.#isNumbered = isNumbered
  }

  choose(fold: number | null): void {
    this.#chosen = fold
    this.#redraw?.()
  }

  attached({ chart, requestUpdate }: PaneAttachedParameter): void {
    this.#chart = chart
    this.#redraw = requestUpdate
  }

  detached(): void {
    this.#chart = null
    this.#redraw = null
  }

  paneViews(): readonly IPanePrimitivePaneView[] {
    return [this.#view]
  }

  readonly #view: IPanePrimitivePaneView = {
    zOrder: () => 'bottom',
    renderer: () => ({
      draw: (target) => {
        target.useMediaCoordinateSpace(({ context, mediaSize }) => {
          let linedTo = -Infinity
          let numberedTo = -Infinity
          for (const { index, from, to } of this.#folds) {
            const left = this.#x(from)
            const right = this.#x(to)
            if (left === null || right === null) continue
            if (index === this.#chosen) {
              context.fillStyle = withAlpha(this.#palette.accent, 0.13)
              context.fillRect(left, 0, Math.max(1, right - left), mediaSize.height)
            }
            if (left < linedTo) continue
            linedTo = left + lineRoomPx
            context.fillStyle = this.#palette.rule
            context.fillRect(Math.round(left), 0, 1, mediaSize.height)
            if (!this.#isNumbered || left < numberedTo) continue
            numberedTo = left + numberRoomPx
            context.font = `10px ${this.#palette.font}`
            context.fillStyle = this.#palette.faint
            context.fillText(String(index), left + 4, mediaSize.height - 6)
          }
        })
      },
    }),
  }

  #x(time: UTCTimestamp): number | null {
    return this.#chart?.timeScale().timeToCoordinate(time) ?? null
  }
}
