/** Sums of the deviations from the mean of all increments: what is detrended window by window. */
export function profileOf(increments: Float64Array): Float64Array {
  const mean = increments.reduce((sum, increment) => sum + increment, 0) / increments.length
  let level = 0
  return increments.map((increment) => (level += increment - mean))
}

/**
 * The mean square of a profile about a polynomial in each window of `size` rows, side by side from the first row; rows
 * left over at the end are not used.
 *
 * The polynomials, orthonormal over the window, are taken off one after another, so that a steep trend costs a small rest
 * no digits. Cost: 2 (order + 1) passes.
 */
export function meanSquaresAboutTrend(
  profile: Float64Array,
  size: number,
  order: 1 | 2,
): Float64Array {
  const basis = polynomials(size, order)
  const rest = new Float64Array(size)
  return Float64Array.from({ length: Math.floor(profile.length / size) }, (_, window) => {
    rest.set(profile.subarray(window * size, (window + 1) * size))
    for (const polynomial of basis) {
      let product = 0
      for (let t = 0; t < size; t++) product += rest[t]! * polynomial[t]!
      for (let t = 0; t < size; t++) rest[t]! -= product * polynomial[t]!
    }
    let squares = 0
    for (let t = 0; t < size; t++) squares += rest[t]! * rest[t]!
    return squares / size
  })
}

/** Orthonormal over the rows of a window: constant, line and, for order 2, parabola. */
function polynomials(size: number, order: 1 | 2): readonly Float64Array[] {
  const centre = (size - 1) / 2
  const meanSquare = (size * size - 1) / 12 // of t - centre
  const shapes = [() => 1, (x: number) => x, (x: number) => x * x - meanSquare]
  return shapes.slice(0, order + 1).map((shape) => {
    const values = Float64Array.from({ length: size }, (_, t) => shape(t - centre))
    const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
    return values.map((value) => value / length)
  })
}
