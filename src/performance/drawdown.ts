/**
 * The largest fall of equity from its highest point so far.
 *
 * @param equity  marks in time order
 * @param capital what equity stood at before the first mark; none where the first mark is the beginning
 * @returns in the unit of equity, 0 or more; 0 with fewer than two marks
 */
export function maxDrawdown(equity: Float64Array, capital: number = -Infinity): number {
  let peak = capital
  let fall = 0
  for (const mark of equity) {
    if (mark > peak) peak = mark
    if (peak - mark > fall) fall = peak - mark
  }
  return fall
}
