/** The fixed work of `slowness` on two quiet cores, the machine of the figures in this repository, milliseconds. */
const quietMs = 70

/**
 * How much longer than on a quiet machine a fixed piece of work takes just now; 1 where it takes less. What a promise of so
 * many seconds is multiplied by where other programs may want the same processors.
 */
export function slowness(): number {
  const from = performance.now()
  let sum = 0
  for (let k = 0; k < 50_000_000; k++) sum = (Math.imul(sum, 31) + k) | 0
  if (sum === 0) throw new Error('the work was not done')
  return Math.max(1, (performance.now() - from) / quietMs)
}
