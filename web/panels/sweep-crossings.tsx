import type { VNode } from 'preact'
import { useRef } from 'preact/hooks'
import type { SweepResult } from '../../src/research/pairs/sweep-result.ts'
import { formatFixed } from '../format.ts'
import type { MapAxes, SweepMap } from '../sweep-map.ts'

interface CrossingsProps {
  readonly result: SweepResult
  readonly axes: MapAxes
  readonly map: SweepMap
  /** Index of the cell that is read out. */
  readonly chosen: number | null
  readonly onChoose: (index: number) => void
  readonly onOpen: (index: number) => void
}

/** The crossings of two parameters: one of them is in the order of the Tab key, arrows lead to the others. */
export function SweepCrossings(props: CrossingsProps): VNode {
  const { result, axes, map, chosen } = props
  const box = useRef<HTMLTableElement>(null)
  const { rows, columns, crossings } = map
  const placed = chosen === null ? -1 : crossings.indexOf(chosen)
  const reached = placed >= 0 ? placed : crossings.findIndex((index) => index !== null)
  const move = (event: KeyboardEvent, at: number): void => {
    const next = nextPlace(event.key, at, map)
    if (next === undefined) return
    event.preventDefault()
    box.current?.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus()
  }
  const name = (place: number): string => result.grid[place]?.name ?? ''
  return (
    <div class="scroll map-box">
      <table class="map" role="grid" ref={box} aria-label="Sharpe ratio of every crossing">
        <thead>
          <tr>
            <th scope="col" class="corner">
              {name(axes.down)}
              {axes.across !== null && <span class="soft"> \ {name(axes.across)}</span>}
            </th>
            {columns.map((value) => (
              <th key={value} scope="col">
                {axes.across === null ? 'Sharpe' : worded(value)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((value, row) => (
            <tr key={value}>
              <th scope="row">{worded(value)}</th>
              {columns.map((_, column) => {
                const place = row * columns.length + column
                return (
                  <Crossing
                    {...props}
                    key={place}
                    index={crossings[place] ?? null}
                    place={place}
                    isReached={place === reached}
                    onMove={move}
                  />
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface CrossingProps extends CrossingsProps {
  readonly index: number | null
  readonly place: number
  readonly isReached: boolean
  readonly onMove: (event: KeyboardEvent, at: number) => void
}

function Crossing(props: CrossingProps): VNode {
  const { result, map, chosen, index, place, isReached, onChoose, onOpen } = props
  if (index === null) {
    return <td class="nothing" title="exit, entry and stop are not in order" />
  }
  return (
    <td
      role="gridcell"
      class={classOf(result, index, chosen)}
      style={heatOf(result, index, map.full)}
      tabIndex={isReached ? 0 : -1}
      data-place={place}
      aria-selected={index === chosen}
      onFocus={() => onChoose(index)}
      onPointerEnter={() => onChoose(index)}
      onClick={() => onOpen(index)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onOpen(index)
        else props.onMove(event, place)
      }}
    >
      {formatFixed(result.cells[index]?.metrics.sharpe ?? null, 2)}
    </td>
  )
}

const steps: Readonly<Record<string, readonly [down: number, across: number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
}

/** The nearest crossing with a cell in the direction of a key; undefined where there is none. */
function nextPlace(
  key: string,
  from: number,
  { rows, columns, crossings }: SweepMap,
): number | undefined {
  const step = steps[key]
  if (step === undefined) return undefined
  let row = Math.floor(from / columns.length) + step[0]
  let column = (from % columns.length) + step[1]
  while (row >= 0 && row < rows.length && column >= 0 && column < columns.length) {
    const place = row * columns.length + column
    if (crossings[place] !== null) return place
    row += step[0]
    column += step[1]
  }
  return undefined
}

function classOf({ best, plateau }: SweepResult, index: number, chosen: number | null): string {
  return [
    'crossing',
    index === best?.cell ? 'best' : '',
    index === plateau ? 'plateau' : '',
    index === chosen ? 'chosen' : '',
  ]
    .filter((word) => word !== '')
    .join(' ')
}

/** Most of a colour that is mixed into the sheet, per cent: numbers stay readable on it (contrast.test.ts). */
export const heatMost = 45

function heatOf({ cells }: SweepResult, index: number, full: number): Record<string, string> {
  const sharpe = cells[index]?.metrics.sharpe ?? null
  if (sharpe === null) return {}
  const tone = sharpe < 0 ? 'var(--x)' : 'var(--accent)'
  const share = Math.round((heatMost * Math.min(full, Math.abs(sharpe))) / full)
  return { background: `color-mix(in srgb, ${tone} ${share}%, var(--sheet))` }
}

/** A value of a grid. */
export function worded(value: number | null): string {
  return value === null ? 'none' : String(value).replace('-', '\u2212')
}
