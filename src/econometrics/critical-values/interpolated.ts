/**
 * Reads a table of two rising columns by straight lines between its rows; the edges where the argument is beyond them.
 *
 * @param from which column the argument is looked up in; the other one is the answer
 */
export function interpolated(
  table: readonly (readonly [number, number])[],
  argument: number,
  from: 0 | 1,
): number {
  const to = from === 0 ? 1 : 0
  const above = table.findIndex((row) => row[from] >= argument)
  if (above < 0) return table.at(-1)![to]
  if (above === 0) return table[0]![to]
  const low = table[above - 1]!
  const high = table[above]!
  const share = (argument - low[from]) / (high[from] - low[from])
  return low[to] + share * (high[to] - low[to])
}
