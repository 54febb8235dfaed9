import type { VNode } from 'preact'
import type { GridDimension } from '../../src/research/pairs/sweep-result.ts'
import type { MapAxes } from '../sweep-map.ts'

/** Which two parameters a map shows and what the others are held at; nothing where there is no choice. */
export function MapAxesChoice(props: {
  readonly grid: readonly GridDimension[]
  readonly axes: MapAxes
  readonly onChoose: (axes: MapAxes) => void
}): VNode | null {
  const { grid, axes, onChoose } = props
  const varying = [...grid.keys()].filter((place) => (grid[place]?.values.length ?? 0) > 1)
  if (varying.length < 3 || axes.across === null) return null
  const { down, across, held } = axes
  const others = varying.filter((place) => place !== down && place !== across)
  return (
    <span class="map-axes">
      <Axis
        label="down"
        grid={grid}
        places={varying.filter((place) => place !== across)}
        chosen={down}
        onChoose={(place) => onChoose({ down: place, across, held: without(held, place) })}
      />
      <Axis
        label="across"
        grid={grid}
        places={varying.filter((place) => place !== down)}
        chosen={across}
        onChoose={(place) => onChoose({ down, across: place, held: without(held, place) })}
      />
      {others.map((place) => (
        <label key={place}>
          <span>{grid[place]?.name}</span>
          <select
            value={held.get(place) ?? 'best'}
            onChange={({ currentTarget: { value } }) => {
              const rest = without(held, place)
              onChoose({
                ...axes,
                held: value === 'best' ? rest : new Map([...rest, [place, Number(value)]]),
              })
            }}
          >
            <option value="best">best</option>
            {grid[place]?.values.map((value, index) => (
              <option key={index} value={index}>
                {value ?? 'none'}
              </option>
            ))}
          </select>
        </label>
      ))}
    </span>
  )
}

function Axis(props: {
  readonly label: string
  readonly grid: readonly GridDimension[]
  readonly places: readonly number[]
  readonly chosen: number
  readonly onChoose: (place: number) => void
}): VNode {
  const { label, grid, places, chosen, onChoose } = props
  return (
    <label>
      <span>{label}</span>
      <select
        value={chosen}
        onChange={({ currentTarget }) => onChoose(Number(currentTarget.value))}
      >
        {places.map((place) => (
          <option key={place} value={place}>
            {grid[place]?.name}
          </option>
        ))}
      </select>
    </label>
  )
}

function without(held: MapAxes['held'], place: number): MapAxes['held'] {
  return new Map([...held].filter(([other]) => other !== place))
}
