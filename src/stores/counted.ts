/**
 * A number of things, for people: `1 row`, `2 rows`.
 *
 * @example
 * counted(1, 'row') // => '1 row'
 */
export function counted(value: number, what: string): string {
  return `${value} ${what}${value === 1 ? '' : 's'}`
}
