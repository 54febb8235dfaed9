/** What statsmodels tests where nothing is said: ten lags, of short samples a fifth of their rows, one at least. */
export function usualLags(rows: number): number {
  return Math.max(1, Math.min(10, Math.floor(rows / 5)))
}
