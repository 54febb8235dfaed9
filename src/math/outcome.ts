/**
 * What an estimator gives back: a value, or the reason why these data have none.
 *
 * A value, never an exception: too few rows or a constant series is an ordinary answer, and a `switch` on `reason`
 * must be able to be exhaustive.
 */
export type Outcome<Value, Reason extends string> =
  | { readonly kind: 'value'; readonly value: Value }
  | { readonly kind: 'unavailable'; readonly reason: Reason; readonly detail: string }

/**
 * The outcome that carries a value.
 *
 * @example
 * available(3) // => ({ kind: 'value', value: 3 })
 */
export function available<Value>(value: Value): Outcome<Value, never> {
  return { kind: 'value', value }
}

/**
 * The outcome without one.
 *
 * @param reason a short tag a caller can act on, e.g. `too-few-rows`
 * @param detail one line for a person: what was needed, what came
 *
 * @example
 * unavailable('too-few-rows', '2, at least 3 are needed').reason // => 'too-few-rows'
 */
export function unavailable<Reason extends string>(
  reason: Reason,
  detail: string,
): Outcome<never, Reason> {
  return { kind: 'unavailable', reason, detail }
}

/**
 * The value of an outcome that must have one; for callers that have established it.
 *
 * @example
 * expectValue(available(3)) // => 3
 */
export function expectValue<Value>(outcome: Outcome<Value, string>): Value {
  if (outcome.kind === 'value') return outcome.value
  throw new Error(`expected a value, got ${outcome.reason}: ${outcome.detail}`)
}
