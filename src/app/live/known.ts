/** A figure as documents tell it: null where it is not known. */
export function known(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
