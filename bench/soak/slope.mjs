// A slope and its standard error where neighbours are alike.

/**
 * Least squares, with the error of Newey and West: a collection leaves more behind at times, and for a while.
 *
 * @returns slope in units of y a unit of x
 */
export function slopeOf(x, y) {
  const { length } = x
  const meanX = x.reduce((sum, each) => sum + each, 0) / length
  const meanY = y.reduce((sum, each) => sum + each, 0) / length
  const dx = x.map((each) => each - meanX)
  const spread = dx.reduce((sum, each) => sum + each * each, 0)
  const slope = dx.reduce((sum, each, k) => sum + each * (y[k] - meanY), 0) / spread
  const scores = dx.map((each, k) => each * (y[k] - meanY - slope * each))
  const lags = Math.floor(4 * (length / 100) ** (2 / 9))
  let variance = scores.reduce((sum, each) => sum + each * each, 0)
  for (let lag = 1; lag <= lags; lag++) {
    const weight = 1 - lag / (lags + 1)
    for (let k = lag; k < length; k++) variance += 2 * weight * scores[k] * scores[k - lag]
  }
  return { slope, error: Math.sqrt(variance) / spread }
}
