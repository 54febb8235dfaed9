/** Below it neither statistic follows its power law: at 10 rows R/S of independent increments is a quarter short of it. */
const SIZE_MIN = 10
/** So that the largest windows are eight at least, and their scatter tells the error of their mean. */
const LARGEST_WINDOWS_MIN = 8

/**
 * The usual window sizes: the divisors from 10 on of the number up to an eighth of the rows that has the most divisors
 * (the smallest of these): 10, 12, 15, 16, 20, 24, 30, 40, 48, 60, 80, 120, 240 of 2160 rows.
 *
 * Every window then lies in one of the largest, so that these are independent where the increments are, and few rows are
 * left over by any size.
 */
export function hurstWindows(rows: number): readonly number[] {
  const limit = Math.floor(rows / LARGEST_WINDOWS_MIN)
  const divisors = new Uint16Array(limit + 1)
  for (let divisor = 1; divisor <= limit; divisor++) {
    for (let multiple = divisor; multiple <= limit; multiple += divisor) divisors[multiple]! += 1
  }
  let largest = 1
  for (let size = 2; size <= limit; size++) {
    if (divisors[size]! > divisors[largest]!) largest = size
  }
  const sizes: number[] = []
  for (let size = SIZE_MIN; size <= largest; size++) {
    if (largest % size === 0) sizes.push(size)
  }
  return sizes
}
