import type {
  IChartApi,
  IPanePrimitive,
  IPanePrimitivePaneView,
  PaneAttachedParameter,
  UTCTimestamp,
} from 'lightweight-charts'

/** A stretch of time to tint. */
export interface ShadedSpan {
  readonly from: UTCTimestamp
  readonly to: UTCTimestamp
  readonly colour: string
}

/** Tints the background of a pane while a position is open, so that all panes show it at once. */
export class PositionShade implements IPanePrimitive {
  readonly #spans: readonly ShadedSpan[]
  #chart: IChartApi | null = null

  constructor(spans: readonly ShadedSpan[]) {
    this.#spans = spans
  }

  attached({ chart }: PaneAttachedParameter): void {
    this.#chart = chart
  }

  detached(): void {
    this.#chart = null
  }

  paneViews(): readonly IPanePrimitivePaneView[] {
    return [this.#view]
  }

  readonly #view: IPanePrimitivePaneView = {
    zOrder: () => 'bottom',
    renderer: () => ({
      draw: (target) => {
        target.useMediaCoordinateSpace(({ context, mediaSize }) => {
          const scale = this.#chart?.timeScale()
          for (const { from, to, colour } of this.#spans) {
            const left = scale?.timeToCoordinate(from) ?? null
            const right = scale?.timeToCoordinate(to) ?? null
            if (left === null || right === null) continue
            context.fillStyle = colour
            context.fillRect(left, 0, Math.max(1, right - left), mediaSize.height)
          }
        })
      },
    }),
  }
}
