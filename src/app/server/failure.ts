import { IsobarError } from '../../core/errors.ts'

/** Tells standard error; standard output belongs to the command that started the desk. */
export function logFailure(line: string): void {
  process.stderr.write(`isobar desk: ${line}\n`)
}

/**
 * The line a reader gets when work failed. The world's failures say themselves what was wrong; our own bugs go to
 * the log whole, and the reader is told where to look.
 */
export function describeFailure(error: unknown, doing: string): string {
  if (error instanceof IsobarError) return error.message
  logFailure(
    `${doing} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  )
  return `${doing} failed by a fault of the desk itself; its terminal has the details`
}
