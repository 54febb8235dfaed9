/** One part of a feature set: a block of columns, and how they are read. */
export interface FeatureBlock {
  readonly names: readonly string[]
  /**
   * Writes the columns as of an instant, from `at` on. Nothing is allocated, and nothing that later rows give depends on
   * whether it was called.
   */
  read(time: number, out: Float64Array, at: number): void
}

export const microsecondsPerSecond = 1_000_000

/** A column's name with the time it looks back, as people write it. */
export function namePer(name: string, seconds: number): string {
  return `${name}.${seconds}s`
}
