/**
 * What an order is called on a wire: `i`, eight characters of its journal, and its number to the base of 36.
 *
 * No more than eighteen letters and digits, which every venue takes (the narrowest is Kraken's free text), unique as
 * long as journals are, and never given twice.
 *
 * @example
 * wireIdOf('k3v9x0ab', 71) // => 'ik3v9x0ab1z'
 */
export function wireIdOf(journalId: string, clientOrderId: number): string {
  return `i${journalId}${clientOrderId.toString(36)}`
}

/** The number of an order of a journal; undefined where the id is not one of its own. */
export function orderNumberOf(journalId: string, wireId: string): number | undefined {
  const own = `i${journalId}`
  const digits = wireId.slice(own.length)
  if (!wireId.startsWith(own) || !/^[1-9a-z][0-9a-z]{0,8}$/.test(digits)) return undefined
  return Number.parseInt(digits, 36)
}
