import type { Matrix } from '../matrix-order.ts'
import { colourAt, placeOf, type ColourScale } from './colour-scale.ts'
import type { Cell, MatrixGeometry } from './matrix-geometry.ts'
import type { Palette } from './palette.ts'

/** What a matrix is drawn with. */
export interface MatrixScene {
  readonly matrix: Matrix
  readonly geometry: MatrixGeometry
  readonly scale: ColourScale
  readonly palette: Palette
  /** Short names, in the matrix's order. */
  readonly labels: readonly string[]
  readonly cursor: Cell | null
}

/** Draws the cells, the names where they fit, a mark on what was rejected, and the cursor's cross. */
export function drawMatrix(context: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { geometry } = scene
  const sidePx = geometry.originPx + geometry.cellPx * geometry.size
  context.clearRect(0, 0, sidePx + 1, sidePx + 1)
  drawCells(context, scene)
  drawRejected(context, scene)
  if (geometry.originPx > 0) drawLabels(context, scene)
  if (scene.cursor !== null) drawCursor(context, scene, scene.cursor)
}

/** One pixel a cell, enlarged by the canvas: a hundred series cost as much as ten. */
function drawCells(context: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { matrix, geometry, scale } = scene
  const { size, originPx, cellPx } = geometry
  if (size === 0) return
  const pixels = new ImageData(size, size)
  for (let cell = 0; cell < matrix.qValues.length; cell++) {
    const place = placeOf(matrix.qValues[cell] ?? NaN, scale.floor)
    if (place === undefined) continue
    pixels.data.set([...colourAt(scale, place), 255], cell * 4)
  }
  const cells = new OffscreenCanvas(size, size)
  cells.getContext('2d')?.putImageData(pixels, 0, 0)
  context.imageSmoothingEnabled = false
  context.drawImage(cells, originPx, originPx, size * cellPx, size * cellPx)
}

/** A line around what was rejected: colour alone would leave it to the eye where the threshold lies. */
function drawRejected(context: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { matrix, geometry, palette } = scene
  const { size, originPx, cellPx } = geometry
  const isRejected = (i: number, j: number): boolean =>
    i >= 0 && j >= 0 && i < size && j < size && matrix.rejected[i * size + j] === 1
  context.beginPath()
  for (let i = 0; i <= size; i++) {
    for (let j = 0; j <= size; j++) {
      const x = originPx + j * cellPx
      const y = originPx + i * cellPx
      if (isRejected(i, j) !== isRejected(i - 1, j)) {
        context.moveTo(x, y)
        context.lineTo(x + cellPx, y)
      }
      if (isRejected(i, j) !== isRejected(i, j - 1)) {
        context.moveTo(x, y)
        context.lineTo(x, y + cellPx)
      }
    }
  }
  context.strokeStyle = palette.x
  context.lineWidth = cellPx < 8 ? 0.75 : 1
  context.stroke()
}

function drawLabels(context: CanvasRenderingContext2D, scene: MatrixScene): void {
  const { geometry, labels, palette, cursor } = scene
  const { originPx, cellPx } = geometry
  context.font = `${Math.min(11, cellPx - 1)}px ${palette.font}`
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  for (const [index, label] of labels.entries()) {
    const at = originPx + (index + 0.5) * cellPx
    context.fillStyle = cursor?.i === index ? palette.ink : palette.soft
    context.fillText(label, originPx - 5, at, originPx - 6)
    context.save()
    context.translate(at, originPx - 5)
    context.rotate(-Math.PI / 2)
    context.textAlign = 'left'
    context.fillStyle = cursor?.j === index ? palette.ink : palette.soft
    context.fillText(label, 0, 0, originPx - 6)
    context.restore()
  }
}

function drawCursor(context: CanvasRenderingContext2D, scene: MatrixScene, { i, j }: Cell): void {
  const { geometry, palette } = scene
  const { originPx, cellPx, size } = geometry
  const x = originPx + j * cellPx
  const y = originPx + i * cellPx
  context.strokeStyle = palette.ink
  context.globalAlpha = 0.35
  context.lineWidth = 1
  context.strokeRect(originPx, y, size * cellPx, cellPx)
  context.strokeRect(x, originPx, cellPx, size * cellPx)
  context.globalAlpha = 1
  context.lineWidth = 1.5
  context.strokeRect(x - 0.5, y - 0.5, cellPx + 1, cellPx + 1)
}
