import type { VNode } from 'preact'
import type { SweepCell, SweepResult } from '../../src/research/pairs/sweep-result.ts'
import type { SweepAddress } from '../address.ts'
import { formatFixed, formatPercent } from '../format.ts'
import { openCell } from '../open-cell.ts'
import type { DeskState } from '../state.ts'
import { bestCells } from '../sweep-map.ts'
import { toneOf } from './figure.tsx'
import { worded } from './sweep-crossings.tsx'

const cellsShown = 10

/** The cells with the highest Sharpe ratios and the plateau, each among its neighbours. */
export function SweepBestPanel(props: {
  readonly state: DeskState
  readonly address: SweepAddress
  readonly result: SweepResult
}): VNode {
  const { state, address, result } = props
  const { grid, cells, plateau } = result
  const best = bestCells(result, cellsShown)
  const shown = plateau === null || best.includes(plateau) ? best : [...best, plateau]
  return (
    <section class="panel" aria-label="Best cells">
      <div class="panel-head">
        <h2>Best cells</h2>
        <span class="count">
          {formatFixed(best.length, 0)} of {formatFixed(cells.length, 0)}
        </span>
      </div>
      <div class="scroll">
        <table class="rows best-cells">
          <thead>
            <tr>
              {grid.map(({ name }) => (
                <th key={name}>{name}</th>
              ))}
              <th>Sharpe</th>
              <th>return</th>
              <th>drawdown</th>
              <th>trades</th>
              <th title="Fee per side at which the total would be zero">even at, bps</th>
              <th title="Mean Sharpe ratio of the cells one step away">neighbours</th>
              <th title="Lowest Sharpe ratio of the cells one step away">lowest</th>
              <th class="text" />
            </tr>
          </thead>
          <tbody>
            {shown.map((index) => {
              const cell = cells[index]
              return cell === undefined ? null : (
                <tr key={index}>
                  <Cells cell={cell} />
                  <td class="text">
                    {state.report === null && (
                      <button
                        type="button"
                        class="plain"
                        onClick={() => openCell(address, result, index)}
                      >
                        Open
                      </button>
                    )}
                    {index === plateau && <span class="soft"> plateau</span>}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Cells({ cell }: { readonly cell: SweepCell }): VNode {
  const { values, metrics, neighbours } = cell
  return (
    <>
      {values.map((value, place) => (
        <td key={place}>{worded(value)}</td>
      ))}
      <td class="strong">{formatFixed(metrics.sharpe, 2)}</td>
      <td class={toneOf(metrics.totalReturn) ?? ''}>{formatPercent(metrics.totalReturn, 2)}</td>
      <td>{formatPercent(metrics.maxDrawdown, 2)}</td>
      <td>{formatFixed(metrics.trades, 0)}</td>
      <td>{formatFixed(metrics.breakEvenFeeBps, 1)}</td>
      <td>{formatFixed(neighbours.meanSharpe, 2)}</td>
      <td>{formatFixed(neighbours.lowestSharpe, 2)}</td>
    </>
  )
}
