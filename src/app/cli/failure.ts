import { CommanderError } from 'commander'
import { Interrupted } from './interruption.ts'
import { IsobarError, type ErrorCode, type ErrorContext } from '../../core/errors.ts'

/** An error as the command line tells it: one line, a code for programs, the documented exit code. */
export interface Failure {
  readonly code: string
  readonly message: string
  readonly context: ErrorContext
  readonly exitCode: number
}

const exitCodes: Record<ErrorCode, number> = { world: 1, usage: 2, data: 3, refused: 4 }

/** What to tell of anything that was thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof IsobarError) {
    const { code, message, context } = error
    return { code, message: oneLine(message), context, exitCode: exitCodes[code] }
  }
  if (error instanceof CommanderError) {
    // A command that only holds others: its help, already shown, names them.
    if (error.code === 'commander.help') {
      return {
        code: 'usage',
        message: 'name one of the commands above',
        context: {},
        exitCode: exitCodes.usage,
      }
    }
    const message = oneLine(error.message.replace(/^error: /, ''))
    return { code: 'usage', message, context: {}, exitCode: exitCodes.usage }
  }
  if (error instanceof Interrupted) {
    return { code: 'interrupted', message: error.message, context: {}, exitCode: error.exitCode }
  }
  if (isSystemError(error)) {
    const context = { syscall: error.syscall, path: error.path, errno: error.code }
    return { code: 'world', message: oneLine(error.message), context, exitCode: exitCodes.world }
  }
  // A mistake of ours: the stack is what helps.
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  const message = 'this is a fault of isobar; please report the lines above'
  return { code: 'fault', message, context: {}, exitCode: 1 }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error
}

function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, ' ')
}
