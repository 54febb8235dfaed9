/**
 * How far equity stands under its highest value so far, as a fraction of capital: zero or negative.
 *
 * drawdown_t = (equity_t - max_{s <= t} equity_s) / capital
 */
export function drawdownOf(equity: readonly number[], capital: number): number[] {
  let peak = -Infinity
  return equity.map((value) => {
    if (value > peak) peak = value
    return (value - peak) / capital
  })
}

/** A column on a scale where its first value is 100. */
export function normalised(column: readonly number[]): number[] {
  const first = column[0] ?? NaN
  return column.map((value) => (value / first) * 100)
}

/** Index of the last instant not after `instant`; -1 where all are after it. Times ascend. */
export function lastAtOrBefore(times: readonly number[], instant: number): number {
  let low = 0
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] ?? Infinity) <= instant) low = middle + 1
    else high = middle
  }
  return low - 1
}
