import { microsecondsPerDay } from '../core/time.ts'

/**
 * Gains of each UTC day as a fraction of capital, from marks at any instants.
 *
 * A day's mark is the last at or before the midnight that ends it; a day without one stands where the day before
 * stood, so flat days are in. The first day counts from `capital`, the last one ends where the marks end.
 *
 * @param times  instants of the marks, ascending, microseconds
 * @param equity marks in quote units
 * @returns one value a day from the first mark's day to the last's; none without marks
 */
export function dailyReturns(
  times: Float64Array,
  equity: Float64Array,
  capital: number,
): Float64Array {
  if (times.length === 0) return new Float64Array(0)
  const first = endedDay(times[0]!)
  const returns = new Float64Array(endedDay(times.at(-1)!) - first + 1)
  let row = 0
  let before = capital
  for (let day = 0; day < returns.length; day++) {
    let mark = before
    while (row < times.length && endedDay(times[row]!) <= first + day) mark = equity[row++]!
    returns[day] = (mark - before) / capital
    before = mark
  }
  return returns
}

/** The day an instant belongs to; midnight itself still ends the day before it. */
function endedDay(instant: number): number {
  return Math.ceil(instant / microsecondsPerDay)
}
