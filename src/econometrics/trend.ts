/** Deterministic terms of a regression: none, constant, constant and trend, constant, trend and squared trend. */
export type Trend = 'n' | 'c' | 'ct' | 'ctt'

/** How many columns the deterministic terms take. */
export function trendColumnCount(trend: Trend): number {
  return trend === 'n' ? 0 : trend.length
}

/**
 * The deterministic columns over `rows` rows: 1, t and t^2 with t = 1 .. rows.
 *
 * t is counted in units of `rows`, so that every entry lies in (0, 1] and no column dwarfs another (t^2 over 9,000
 * bars is 8e7). No statistic depends on that unit, only the coefficients of the trend do.
 */
export function trendColumns(trend: Trend, rows: number): Float64Array[] {
  return Array.from({ length: trendColumnCount(trend) }, (_, power) => powers(power, rows))
}

/** A loop, not `Float64Array.from`, which took a tenth of a small regression. */
function powers(power: number, rows: number): Float64Array {
  const column = new Float64Array(rows)
  if (power === 0) return column.fill(1)
  for (let row = 0; row < rows; row++) column[row] = ((row + 1) / rows) ** power
  return column
}
