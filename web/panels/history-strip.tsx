import type { VNode } from 'preact'
import { colourAt, placeOf, type ColourScale } from '../draw/colour-scale.ts'

const heightPx = 16

/** A pair's q-values, formation by formation: the colours of the matrix, a line under those that were found. */
export function HistoryStrip(props: {
  readonly qValues: readonly (number | null)[]
  readonly alpha: number
  readonly scale: ColourScale
}): VNode {
  const { qValues, alpha, scale } = props
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${qValues.length} ${heightPx}`}
      preserveAspectRatio="none"
      height={heightPx}
      aria-hidden="true"
    >
      {qValues.map((qValue, place) => {
        const at = qValue === null ? undefined : placeOf(qValue, scale.floor)
        if (at === undefined) return null
        const [red, green, blue] = colourAt(scale, at)
        return (
          <g key={place}>
            <rect
              x={place + 0.04}
              width="0.92"
              y="0"
              height={heightPx}
              fill={`rgb(${red} ${green} ${blue})`}
            />
            {qValue !== null && qValue <= alpha && (
              <rect class="strip-found" x={place + 0.04} width="0.92" y={heightPx - 3} height="3" />
            )}
          </g>
        )
      })}
    </svg>
  )
}
