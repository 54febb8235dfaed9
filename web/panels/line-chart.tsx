import type { VNode } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { axisTicks, tickDecimals, timeTicks, timeTickText } from '../draw/axis-ticks.ts'
import { markCorner } from '../draw/mark-corner.ts'
import { formatFixed, formatTime } from '../format.ts'

/** A line through points in ascending x; it breaks where y is not finite. */
export interface ChartLine {
  readonly name: string
  /** Its colour, as CSS has it. */
  readonly colour: string
  readonly points: readonly (readonly [x: number, y: number])[]
  /** Holds each value until the next. */
  readonly isStepped?: true
  readonly isDashed?: true
}

/** A point that has a name, written beside it. */
interface ChartMark {
  readonly name: string
  readonly at: readonly [x: number, y: number]
}

interface LineChartProps {
  readonly label: string
  readonly lines: readonly ChartLine[]
  readonly marks?: readonly ChartMark[]
  readonly xName: string
  readonly yName: string
  readonly heightPx: number
  /** Default: a plain number with as many decimals as ticks need. */
  readonly formatX?: (x: number) => string
  /** x is epoch milliseconds. */
  readonly isTime?: true
  /** Always in view, besides the points. */
  readonly yIncludes?: number
}

const edge = { left: 64, right: 16, top: 12, bottom: 38 }
/** Half of what a tick of time is wide. */
const tickHalfPx = 14

/** Lines over a common axis; under the pointer, the nearest points in words. */
export function LineChart(props: LineChartProps): VNode {
  const { label, lines, heightPx } = props
  const box = useRef<HTMLDivElement>(null)
  const [widthPx, setWidthPx] = useState(640)
  const [under, setUnder] = useState<number | null>(null)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const observer = new ResizeObserver(() => setWidthPx(Math.max(240, element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const place = placing(props, widthPx)
  return (
    <div class="line-chart" ref={box}>
      <p class="chart-key numbers">
        {lines.map((line) => (
          <Key key={line.name} line={line} under={under} {...place} />
        ))}
      </p>
      <svg
        width={widthPx}
        height={heightPx}
        role="img"
        aria-label={label}
        onPointerMove={({ offsetX }) => setUnder(place.xAt(offsetX))}
        onPointerLeave={() => setUnder(null)}
      >
        <Axes {...props} widthPx={widthPx} place={place} />
        {lines.map((line) => (
          <path
            key={line.name}
            class="chart-line"
            d={pathOf(line, place)}
            style={{ stroke: line.colour }}
            stroke-dasharray={line.isDashed === true ? '5 4' : undefined}
          />
        ))}
        <Marks {...props} widthPx={widthPx} place={place} />
        {under !== null && (
          <line
            class="chart-under"
            x1={place.x(under)}
            x2={place.x(under)}
            y1={edge.top}
            y2={heightPx - edge.bottom}
          />
        )}
      </svg>
    </div>
  )
}

interface Place {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  /** The x of the points nearest to a pixel; null where there are none. */
  readonly xAt: (pixel: number) => number | null
  readonly xTicks: readonly number[]
  readonly yTicks: readonly number[]
  readonly wordX: (x: number) => string
  /** How a tick is written, where not like any other x. */
  readonly tickX: (tick: number) => string | undefined
  readonly wordY: (y: number) => string
}

function placing(props: LineChartProps, widthPx: number): Place {
  const { lines, marks = [], heightPx, formatX, isTime, yIncludes } = props
  const all = [...lines.flatMap(({ points }) => points), ...marks.map(({ at }) => at)]
  const [xLow, xHigh] = rangeOf(all.map(([x]) => x))
  const ys = all.map(([, y]) => y)
  const [low, high] = rangeOf(yIncludes === undefined ? ys : [...ys, yIncludes])
  const room = (high - low) * 0.06 || Math.abs(high) * 0.01 || 1
  const [yLow, yHigh] = [low === yIncludes ? low : low - room, high + room]
  const width = widthPx - edge.left - edge.right
  const height = heightPx - edge.top - edge.bottom
  const xTicks = (isTime === true ? timeTicks : axisTicks)(xLow, xHigh, width / 110)
  const yTicks = axisTicks(yLow, yHigh, height / 46)
  const x = (value: number): number => edge.left + ((value - xLow) / (xHigh - xLow || 1)) * width
  return {
    x,
    y: (value) => edge.top + (1 - (value - yLow) / (yHigh - yLow)) * height,
    xAt(pixel) {
      const near = all.map(([value]) => value).filter(Number.isFinite)
      if (near.length === 0) return null
      return near.reduce((a, b) => (Math.abs(x(b) - pixel) < Math.abs(x(a) - pixel) ? b : a))
    },
    xTicks,
    yTicks,
    wordX:
      formatX ??
      (isTime === true ? formatTime : (value) => formatFixed(value, tickDecimals(xTicks))),
    tickX: (tick) => (isTime === true ? timeTickText(tick, xTicks) : undefined),
    wordY: (value) => formatFixed(value, tickDecimals(yTicks)),
  }
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  // One by one: there may be more of them than a call takes arguments.
  const finite = values.filter(Number.isFinite)
  return [
    finite.reduce((a, b) => Math.min(a, b), finite[0] ?? 0),
    finite.reduce((a, b) => Math.max(a, b), finite[0] ?? 1),
  ]
}

function pathOf({ points, isStepped }: ChartLine, { x, y }: Place): string {
  return points
    .map(([at, value], k) => {
      if (!Number.isFinite(value)) return ''
      const [left, top] = [x(at).toFixed(1), y(value).toFixed(1)]
      if (!Number.isFinite(points[k - 1]?.[1])) return `M${left} ${top}`
      return isStepped === true ? `H${left}V${top}` : `L${left} ${top}`
    })
    .join('')
}

function Axes(props: LineChartProps & { readonly widthPx: number; readonly place: Place }): VNode {
  const { xName, yName, widthPx, heightPx, place } = props
  const bottom = heightPx - edge.bottom
  return (
    <g class="chart-axes">
      {place.yTicks.map((tick) => (
        <g key={tick}>
          <line x1={edge.left} x2={widthPx - edge.right} y1={place.y(tick)} y2={place.y(tick)} />
          <text x={edge.left - 7} y={place.y(tick) + 4} text-anchor="end">
            {place.wordY(tick)}
          </text>
        </g>
      ))}
      {place.xTicks.map((tick) => (
        <text
          key={tick}
          x={place.x(tick)}
          y={bottom + 16}
          text-anchor={place.x(tick) > widthPx - edge.right - tickHalfPx ? 'end' : 'middle'}
        >
          {place.tickX(tick) ?? place.wordX(tick)}
        </text>
      ))}
      <line class="chart-base" x1={edge.left} x2={widthPx - edge.right} y1={bottom} y2={bottom} />
      <text class="chart-name" x={widthPx - edge.right} y={heightPx - 5} text-anchor="end">
        {xName}
      </text>
      <text class="chart-name" x={edge.left - 58} y={heightPx - 5}>
        {yName}
      </text>
    </g>
  )
}

function Marks(props: LineChartProps & { readonly widthPx: number; readonly place: Place }): VNode {
  const { marks = [], lines, widthPx, place } = props
  const drawn = lines.map(({ points }) =>
    points.map(([at, value]) => [place.x(at), place.y(value)] as const),
  )
  return (
    <>
      {marks.map(({ name, at }) => {
        const [left, top] = [place.x(at[0]), place.y(at[1])]
        const label = { widthPx: 7 * name.length, heightPx: 15, gapPx: 9 }
        const corner = markCorner([left, top], label, drawn, [edge.left, widthPx])
        return (
          <g key={name}>
            <circle class="chart-mark" cx={left} cy={top} r="4" />
            <text
              class="chart-mark-name"
              x={left + (corner.right ? 9 : -9)}
              y={top + (corner.below ? 16 : -8)}
              text-anchor={corner.right ? 'start' : 'end'}
            >
              {name}
            </text>
          </g>
        )
      })}
    </>
  )
}

function Key(props: Place & { readonly line: ChartLine; readonly under: number | null }): VNode {
  const { line, under, wordX } = props
  const near =
    under === null
      ? undefined
      : line.isStepped === true
        ? line.points.findLast(([x]) => x <= under)
        : line.points.find(([x]) => x === under)
  return (
    <span>
      <svg width="18" height="8" aria-hidden="true">
        <line
          class="chart-line"
          x1="0"
          x2="18"
          y1="4"
          y2="4"
          style={{ stroke: line.colour }}
          stroke-dasharray={line.isDashed === true ? '5 4' : undefined}
        />
      </svg>{' '}
      {line.name}
      {near !== undefined && (
        <b>
          {' '}
          {formatFixed(near[1], 2)} <span class="soft">at {wordX(near[0])}</span>
        </b>
      )}
    </span>
  )
}
