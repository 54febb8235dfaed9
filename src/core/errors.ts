/** Which part of the world failed; each code has one exit code of the command line. */
export type ErrorCode = 'world' | 'usage' | 'data' | 'refused'

/** The facts of a failure, for a program to read: ids, file, row, column, what was expected and what came. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * The world failed us: a file, a venue, a network, a wrong option.
 *
 * The message is one line for a person: what was being done, what was expected, what came, where. A folder that
 * throws something its callers can act on derives its own small class and keeps it beside the code that throws.
 */
export class IsobarError extends Error {
  readonly code: ErrorCode
  readonly context: ErrorContext

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    this.context = details.context ?? {}
  }
}

interface ErrorDetails {
  readonly context?: ErrorContext
  readonly cause?: unknown
}

/** Someone asked for something that cannot be: a wrong option, a name that is not there. */
export class UsageError extends IsobarError {
  constructor(message: string, context?: ErrorContext) {
    super('usage', message, context === undefined ? {} : { context })
  }
}

/** What an error says, without the name of its class; of anything else that was thrown, its text. */
export function errorText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
