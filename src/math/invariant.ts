/**
 * Stops the program when something holds that only a mistake of ours can bring about.
 *
 * Not for the world (bad files, venues: `IsobarError` in `core/errors.ts`) and not for outcomes (too few rows:
 * `Outcome` in `math/outcome.ts`).
 *
 * @param condition what must hold
 * @param message   what was expected and what came, with values and units
 * @throws Error    `invariant: <message>` when the condition is false
 *
 * @example
 * invariant(1 + 1 === 2, 'arithmetic holds') // => undefined
 */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`)
}
