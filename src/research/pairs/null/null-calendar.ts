import type { ScreenPanel } from '../screen-panels.ts'

/** All instants of a universe's panels, and where those of each panel stand among them. */
export interface NullCalendar {
  readonly instants: number
  /** Panel by panel, one place a row. */
  readonly places: readonly Int32Array[]
}

/** What ties drawn panels together: one weight an instant, whichever panels have it. */
export function nullCalendar(panels: readonly ScreenPanel[]): NullCalendar {
  const instants = new Set<number>()
  for (const { times } of panels) for (const time of times) instants.add(time)
  const sorted = Float64Array.from(instants).toSorted()
  return {
    instants: sorted.length,
    places: panels.map(({ times }) => {
      const places = new Int32Array(times.length)
      let place = 0
      for (let row = 0; row < times.length; row++) {
        while (sorted[place]! < times[row]!) place++
        places[row] = place
      }
      return places
    }),
  }
}
