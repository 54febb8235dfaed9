import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { colourAt, placeOf, scaleTicks, type ColourScale } from '../draw/colour-scale.ts'
import { fitCanvas } from '../draw/fit-canvas.ts'
import { readPalette } from '../draw/palette.ts'

const widthPx = 300
const barPx = 9
const marginPx = 14
const heightPx = 26

/** The colours' meaning: q in powers of ten, and where the decision falls. */
export function MatrixLegend(props: {
  readonly scale: ColourScale
  readonly alpha: number
}): VNode {
  const { scale, alpha } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    if (canvas.current === null) return
    const context = fitCanvas(canvas.current, widthPx, heightPx)
    if (context !== null) drawLegend(context, scale, alpha)
  }, [scale, alpha])
  return (
    <div class="legend">
      <span>q</span>
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Colours from q = 1 down to q = ${scale.floor}`}
      />
      <span class="legend-mark">cointegrated at {alpha}</span>
    </div>
  )
}

function drawLegend(context: CanvasRenderingContext2D, scale: ColourScale, alpha: number): void {
  const palette = readPalette()
  const lengthPx = widthPx - 2 * marginPx
  for (let x = 0; x < lengthPx; x++) {
    const [red, green, blue] = colourAt(scale, x / (lengthPx - 1))
    context.fillStyle = `rgb(${red} ${green} ${blue})`
    context.fillRect(marginPx + x, 0, 1, barPx)
  }
  context.font = `10px ${palette.font}`
  context.textBaseline = 'top'
  context.textAlign = 'center'
  for (const { value, place } of scaleTicks(scale.floor)) {
    const x = marginPx + place * lengthPx
    context.fillStyle = palette.soft
    context.fillText(
      value >= 0.01 ? String(value) : `1e\u2212${Math.round(-Math.log10(value))}`,
      x,
      barPx + 5,
    )
    context.fillRect(Math.min(x, marginPx + lengthPx - 1), barPx, 1, 3)
  }
  context.fillStyle = palette.x
  context.fillRect(
    marginPx + (placeOf(alpha, scale.floor) ?? 0) * lengthPx - 0.75,
    0,
    1.5,
    barPx + 3,
  )
}
