import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { ScreenResult } from '../../src/research/pairs/screen-result.ts'
import { darkScale, lightScale } from '../draw/colour-scale.ts'
import type { Cell } from '../draw/matrix-geometry.ts'
import { formatFixed, formatProbability } from '../format.ts'
import { matrixOf, type Matrix, type MatrixOrder } from '../matrix-order.ts'
import { openPair } from '../open-pair.ts'
import type { DeskState } from '../state.ts'
import { change } from '../store.ts'
import { isDark } from '../theme.ts'
import { MatrixCanvas } from './matrix-canvas.tsx'
import { MatrixLegend } from './matrix-legend.tsx'

/** All pairs at once, coloured by q-value. */
export function MatrixPanel(props: {
  readonly state: DeskState
  readonly result: ScreenResult
}): VNode {
  const { state, result } = props
  const matrix = useMemo(() => matrixOf(result, state.matrixOrder), [result, state.matrixOrder])
  const [cell, setCell] = useState<Cell | null>(null)
  const scale = isDark(state.theme) ? darkScale : lightScale
  const shown = cell ?? cellOfRow(matrix, result, state.cursor)
  return (
    <section class="panel matrix" aria-label="Matrix of q-values">
      <div class="panel-head">
        <h2>Matrix</h2>
        <OrderChoice order={state.matrixOrder} />
      </div>
      <Readout matrix={matrix} result={result} cell={shown} />
      <MatrixLegend scale={scale} alpha={result.alpha} />
      <MatrixCanvas
        matrix={matrix}
        scale={scale}
        theme={state.theme}
        cell={shown}
        onCell={setCell}
        onOpen={({ i, j }) => {
          const [y, x] = [matrix.names[i], matrix.names[j]]
          if (y !== undefined && x !== undefined) openPair({ y, x })
        }}
      />
    </section>
  )
}

function choose(matrixOrder: MatrixOrder): void {
  change((state) => ({ ...state, matrixOrder }))
}

function OrderChoice({ order }: { readonly order: MatrixOrder }): VNode {
  return (
    <div class="choice" role="group" aria-label="Order of the series">
      <button type="button" aria-pressed={order === 'strength'} onClick={() => choose('strength')}>
        strongest first
      </button>
      <button type="button" aria-pressed={order === 'name'} onClick={() => choose('name')}>
        by name
      </button>
    </div>
  )
}

/** The pair under the pointer or the keyboard's cursor, in words and numbers. */
function Readout(props: {
  readonly matrix: Matrix
  readonly result: ScreenResult
  readonly cell: Cell | null
}): VNode {
  const { matrix, result, cell } = props
  const index = cell === null ? -1 : matrix.rowIndex[cell.i * matrix.names.length + cell.j]
  const row = result.results[index ?? -1]
  if (cell === null) {
    return <p class="readout soft">Point at a cell, or walk with the arrows; Enter opens it.</p>
  }
  const names = `${matrix.names[cell.i]} on ${matrix.names[cell.j]}`
  return (
    <p class="readout" aria-live="polite">
      <b>{names}</b>
      {row === undefined ? (
        <span class="soft"> not tested</span>
      ) : (
        <span class="numbers">
          q <b>{formatProbability(row.qValue)}</b>, p {formatProbability(row.pValue)}, half-life{' '}
          {formatFixed(row.halfLifeBars, 1)}
          {row.rejected ? ', cointegrated' : ''}
        </span>
      )}
    </p>
  )
}

function cellOfRow(matrix: Matrix, result: ScreenResult, cursor: number | null): Cell | null {
  const row = cursor === null ? undefined : result.results[cursor]
  if (row === undefined) return null
  return { i: matrix.names.indexOf(row.y), j: matrix.names.indexOf(row.x) }
}
