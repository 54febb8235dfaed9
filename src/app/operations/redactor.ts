/** Takes everything secret out of a text. */
export type Redact = (text: string) => string

/** What is shorter is a word and no secret; keys of venues have sixteen characters and more. */
const shortest = 8

/** @param secrets keys and tokens, which are looked for as they are, as JSON has them, and as addresses do */
export function redactorOf(secrets: readonly string[]): Redact {
  const written = secrets
    .filter((secret) => secret.length >= shortest)
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      // One line of a key of many lines gives it away in part.
      ...secret.split('\n').filter((line) => line.length >= shortest && !line.startsWith('-----')),
    ])
  // The longest first, so that none is left in parts.
  const known = [...new Set(written)].toSorted((a, b) => b.length - a.length)
  return (text) => known.reduce((left, secret) => left.replaceAll(secret, '***'), text)
}

/** An error with nothing secret in it, its causes included; changed in place, for others may hold it too. */
export function redactError(error: unknown, redact: Redact, depth = 0): unknown {
  if (!(error instanceof Error) || depth > deepest) return error
  error.message = redact(error.message)
  if (error.stack !== undefined) error.stack = redact(error.stack)
  redactError(error.cause, redact, depth + 1)
  return error
}

/** Causes of causes that are looked at. */
const deepest = 10
