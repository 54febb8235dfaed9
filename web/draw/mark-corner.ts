/** A point on the screen. */
type Spot = readonly [x: number, y: number]

/** What is written beside a mark. */
interface Label {
  readonly widthPx: number
  readonly heightPx: number
  /** From the mark, to where the label begins. */
  readonly gapPx: number
}

/** Towards which corner of a mark its label goes. */
export interface Corner {
  readonly right: boolean
  readonly below: boolean
}

const corners: readonly Corner[] = [
  { right: false, below: false },
  { right: true, below: false },
  { right: true, below: true },
  { right: false, below: true },
]
const stepPx = 4

/** The corner of a mark where its label covers least of the lines and stays between `left` and `right`. */
export function markCorner(
  [x, y]: Spot,
  label: Label,
  lines: readonly (readonly Spot[])[],
  [left, right]: readonly [left: number, right: number],
): Corner {
  const { widthPx, heightPx, gapPx } = label
  const covered = corners.map((corner) => {
    const from = corner.right ? x + gapPx : x - gapPx - widthPx
    const top = corner.below ? y + gapPx / 2 : y - gapPx / 2 - heightPx
    if (from < left || from + widthPx > right) return Infinity
    let count = 0
    for (let at = from; at <= from + widthPx; at += stepPx) {
      for (const line of lines) {
        const height = heightAt(line, at)
        if (height >= top && height <= top + heightPx) count++
      }
    }
    return count
  })
  return corners[covered.indexOf(Math.min(...covered))]!
}

/** NaN where the line does not reach. */
function heightAt(line: readonly Spot[], x: number): number {
  const next = line.findIndex(([at]) => at >= x)
  const [after, before] = [line[next], line[next - 1]]
  if (after === undefined) return NaN
  if (before === undefined) return after[0] === x ? after[1] : NaN
  const share = (x - before[0]) / (after[0] - before[0])
  return before[1] + share * (after[1] - before[1])
}
