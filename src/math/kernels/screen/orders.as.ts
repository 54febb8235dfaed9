import { BYTES } from './lanes.as'

/** The order a search ended with. */
export let chosenLags: i32 = 0
/** Whether its nearest rival was beaten by enough. */
export let chosenClearly: bool = false

/**
 * The order whose penalised residual sum of squares is least, from the factor with the level first; ties go to the
 * shorter.
 *
 * @param lane 0 or 8: which of the two
 */
export function chooseOrder(
  lower: usize,
  lane: usize,
  maxLags: i32,
  penalties: usize,
  marginFactor: f64,
): void {
  const size = maxLags + 2
  const change = lower + <usize>((size - 1) * size) * BYTES + lane
  let residual = load<f64>(change + <usize>(size - 1) * BYTES)
  let least = residual * load<f64>(penalties + (<usize>maxLags << 3))
  let rival: f64 = Infinity
  let lags = maxLags
  // From the longest order down: what a lag explains is added, which loses nothing.
  for (let k = maxLags - 1; k >= 0; k--) {
    const explained = load<f64>(change + <usize>(k + 1) * BYTES)
    residual += explained * explained
    const value = residual * load<f64>(penalties + (<usize>k << 3))
    if (value <= least) {
      rival = least
      least = value
      lags = k
    } else if (value < rival) {
      rival = value
    }
  }
  chosenLags = lags
  chosenClearly = rival > least * marginFactor
}
