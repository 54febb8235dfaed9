import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { SweepResult } from '../../src/research/pairs/sweep-result.ts'
import type { SweepAddress } from '../address.ts'
import { formatFixed, formatPercent } from '../format.ts'
import { openCell } from '../open-cell.ts'
import type { DeskState } from '../state.ts'
import { firstAxes, sweepMap, type MapAxes } from '../sweep-map.ts'
import { MapAxesChoice } from './map-axes-choice.tsx'
import { SweepCrossings, worded } from './sweep-crossings.tsx'

/** Sharpe ratios of a grid as a map: moved in by the arrows, a cell opens its backtest. */
export function SweepMapPanel(props: {
  readonly state: DeskState
  readonly address: SweepAddress
  readonly result: SweepResult
}): VNode {
  const { state, address, result } = props
  const [axes, setAxes] = useState<MapAxes>(() => firstAxes(result))
  const map = useMemo(() => sweepMap(result, axes), [result, axes])
  const [chosen, setChosen] = useState<number | null>(result.best?.cell ?? null)
  const isFree = result.grid.some(
    ({ values }, place) =>
      place !== axes.down && place !== axes.across && values.length > 1 && !axes.held.has(place),
  )
  return (
    <section class="panel sweep-map" aria-label="Map of the grid">
      <div class="panel-head">
        <h2>Sharpe ratio{isFree ? ', the best over the other parameters' : ''}</h2>
        <MapAxesChoice grid={result.grid} axes={axes} onChoose={setAxes} />
        <span class="count map-legend">
          <span class="key best">best</span>
          <span class="key plateau">plateau</span>
        </span>
      </div>
      <SweepCrossings
        result={result}
        axes={axes}
        map={map}
        chosen={chosen}
        onChoose={setChosen}
        onOpen={(index) => {
          if (state.report === null) openCell(address, result, index)
        }}
      />
      <p class="foot map-readout" aria-live="polite">
        <Readout result={result} index={chosen} canOpen={state.report === null} />
      </p>
    </section>
  )
}

function Readout(props: {
  readonly result: SweepResult
  readonly index: number | null
  readonly canOpen: boolean
}): VNode {
  const { result, index, canOpen } = props
  const cell = index === null ? undefined : result.cells[index]
  if (cell === undefined) return <>Point at a cell, or move there with the arrows.</>
  const { metrics, neighbours, values } = cell
  const named = result.grid.map(({ name }, place) => `${name} ${worded(values[place] ?? null)}`)
  return (
    <>
      <b>{named.join(', ')}</b>: return {formatPercent(metrics.totalReturn, 2)}, drawdown{' '}
      {formatPercent(metrics.maxDrawdown, 2)}, {formatFixed(metrics.trades, 0)} trades, breaks even
      at {formatFixed(metrics.breakEvenFeeBps, 1)} bps; {formatFixed(neighbours.count, 0)}{' '}
      neighbours: mean {formatFixed(neighbours.meanSharpe, 2)}, lowest{' '}
      {formatFixed(neighbours.lowestSharpe, 2)}
      {canOpen && <span class="soft">. Enter or a click opens its backtest.</span>}
    </>
  )
}
