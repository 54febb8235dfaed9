// The synthetic book: 1,000 levels a side, distances from the touch exponential with a mean of 40 ticks, 30 %
// deletions, from a linear congruential generator of seed 42 (Numerical Recipes' constants).

const levels = 1_000
const meanTicks = 40
const updates = 400_000
const middle = 100_000

/** @param {number} levelsPerMessage after how many levels the tops are read */
export function syntheticLevels(levelsPerMessage) {
  let state = 42
  const uniform = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const rows = levels * 2 + updates
  const side = new Uint8Array(rows)
  const price = new Float64Array(rows)
  const quantity = new Float64Array(rows)
  const endsMessage = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const isStart = row < levels * 2
    side[row] = isStart ? row % 2 : uniform() < 0.5 ? 0 : 1
    const distance = isStart ? 1 + (row >> 1) : 1 + Math.floor(-meanTicks * Math.log(1 - uniform()))
    price[row] = side[row] === 0 ? middle - distance : middle + distance
    quantity[row] = !isStart && uniform() < 0.3 ? 0 : 1 + Math.floor(uniform() * 1_000_000)
    endsMessage[row] = isStart
      ? row === levels * 2 - 1
        ? 1
        : 0
      : row % levelsPerMessage === 0
        ? 1
        : 0
  }
  return { side, price, quantity, endsMessage, rows }
}
