/** Red, green, blue: 0 to 255. */
export type Rgb = readonly [number, number, number]

/** Colours of a logarithmic scale of q-values, from 1 (nothing) down to `floor` (and below). */
export interface ColourScale {
  readonly floor: number
  /** From q = 1 to q = floor, evenly spaced in log q. */
  readonly stops: readonly Rgb[]
}

/** Below this a q-value is as good as it gets; the colours are kept for what is in question. */
const qValueFloor = 1e-6

/**
 * One direction of lightness and one of hue (towards blue on paper, from blue to straw on ink): readable without
 * red and green, and in grey.
 */
export const lightScale: ColourScale = {
  floor: qValueFloor,
  stops: [
    [238, 236, 229],
    [198, 212, 214],
    [135, 176, 194],
    [70, 128, 166],
    [32, 78, 128],
    [16, 33, 78],
  ],
}

export const darkScale: ColourScale = {
  floor: qValueFloor,
  stops: [
    [24, 29, 33],
    [29, 52, 72],
    [38, 86, 112],
    [74, 129, 135],
    [152, 176, 132],
    [245, 226, 150],
  ],
}

/** Where a q-value stands on the scale: 0 at q = 1, 1 at the floor and below; NaN has no place and gets undefined. */
export function placeOf(qValue: number, floor: number): number | undefined {
  if (Number.isNaN(qValue)) return undefined
  if (qValue <= floor) return 1
  return Math.min(1, Math.max(0, Math.log(qValue) / Math.log(floor)))
}

/** The colour at a place in [0, 1], mixed linearly between its two neighbours. */
export function colourAt(scale: ColourScale, place: number): Rgb {
  const last = scale.stops.length - 1
  const position = Math.min(1, Math.max(0, place)) * last
  const index = Math.min(last - 1, Math.floor(position))
  const from = scale.stops[index] ?? [0, 0, 0]
  const to = scale.stops[index + 1] ?? from
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(from[channel] + (to[channel] - from[channel]) * (position - index))
  return [mix(0), mix(1), mix(2)]
}

/** Powers of ten to write beside the scale, with their places: 1, 0.1, ... down to the floor. */
export function scaleTicks(floor: number): readonly { value: number; place: number }[] {
  const decades = Math.round(-Math.log10(floor))
  return Array.from({ length: decades + 1 }, (_, power) => ({
    value: 10 ** -power,
    place: power / decades,
  }))
}
