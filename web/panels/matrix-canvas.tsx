import type { VNode } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ColourScale } from '../draw/colour-scale.ts'
import { fitCanvas } from '../draw/fit-canvas.ts'
import { drawMatrix } from '../draw/matrix-drawing.ts'
import { cellAt, matrixGeometry, stepCell, type Cell } from '../draw/matrix-geometry.ts'
import { readPalette } from '../draw/palette.ts'
import { shortNames } from '../format.ts'
import type { Matrix } from '../matrix-order.ts'
import type { Theme } from '../state.ts'

const steps: Readonly<Record<string, { di: number; dj: number }>> = {
  ArrowUp: { di: -1, dj: 0 },
  ArrowDown: { di: 1, dj: 0 },
  ArrowLeft: { di: 0, dj: -1 },
  ArrowRight: { di: 0, dj: 1 },
}

/** The matrix itself: hover and arrows move the cursor, click and Enter open. */
export function MatrixCanvas(props: {
  readonly matrix: Matrix
  readonly scale: ColourScale
  readonly theme: Theme
  readonly cell: Cell | null
  readonly onCell: (cell: Cell | null) => void
  readonly onOpen: (cell: Cell) => void
}): VNode {
  const { matrix, scale, theme, cell, onCell, onOpen } = props
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const sidePx = useSide(box)
  const size = matrix.names.length
  const geometry = matrixGeometry(size, sidePx)
  const drawnPx = geometry.originPx + geometry.cellPx * size

  useEffect(() => {
    if (canvas.current === null || sidePx === 0) return
    const context = fitCanvas(canvas.current, drawnPx + 1, drawnPx + 1)
    const short = shortNames(matrix.names)
    const labels = matrix.names.map((name) => short.get(name) ?? name)
    if (context === null) return
    drawMatrix(context, { matrix, geometry, scale, palette: readPalette(), labels, cursor: cell })
  }, [matrix, scale, theme, sidePx, cell?.i, cell?.j])

  const under = (event: MouseEvent): Cell | undefined =>
    cellAt(geometry, event.offsetX, event.offsetY)
  return (
    <div class="matrix-box" ref={box}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={`q-values of all pairs of ${size} series; walk with the arrows, Enter opens`}
        onMouseMove={(event) => onCell(under(event) ?? null)}
        onMouseLeave={() => onCell(null)}
        onClick={(event) => {
          const clicked = under(event)
          if (clicked !== undefined) onOpen(clicked)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && cell !== null) {
            onOpen(cell)
            return
          }
          const step = steps[event.key]
          if (step === undefined || size < 2) return
          event.preventDefault()
          onCell(cell === null ? { i: 1, j: 0 } : stepCell(size, cell, step))
        }}
      />
    </div>
  )
}

/** Side of the largest square in a box, followed as the window changes. */
function useSide(box: { readonly current: HTMLDivElement | null }): number {
  const [sidePx, setSidePx] = useState(0)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => {
      setSidePx(Math.max(0, Math.floor(Math.min(element.clientWidth, element.clientHeight)) - 2))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return sidePx
}
