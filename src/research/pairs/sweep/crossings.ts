/** From every row the next at which a flat pair may open, level by level: made for the first cell that has the level. */
export interface Crossings {
  readonly openable: Float64Array
  readonly byEntry: Map<number, Int32Array>
}

// Of 100,000 entry levels over 50,000 rows all would be 20 GB.
const LEVELS_KEPT_MOST = 256

/** No level asked yet. */
export function newCrossings(openable: Float64Array): Crossings {
  return { openable, byEntry: new Map() }
}

/**
 * Of every row, the first from it on at which |z| is at the level or beyond; the length where there is none. One entry
 * more than rows, so that the next after the last can be asked.
 *
 * A pair is flat on most rows, and cells that differ in exit, stop or cost walk the same rows to the same signal.
 */
export function rowsBeyond({ openable, byEntry }: Crossings, entry: number): Int32Array {
  const known = byEntry.get(entry)
  if (known !== undefined) return known
  const rows = new Int32Array(openable.length + 1)
  let next = openable.length
  rows[openable.length] = next
  for (let row = openable.length - 1; row >= 0; row--) {
    if (Math.abs(openable[row]!) >= entry) next = row
    rows[row] = next
  }
  if (byEntry.size >= LEVELS_KEPT_MOST) byEntry.clear()
  byEntry.set(entry, rows)
  return rows
}
