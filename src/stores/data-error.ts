import { IsobarError } from '../core/errors.ts'

/** Where a file disagrees with its format, and how. */
export interface DataFault {
  readonly file: string
  /** 1-based line of the file; the header is line 1. */
  readonly row?: number
  readonly column?: string
  /** 0-based byte: of the row where there is one, else of the file. */
  readonly offset?: number
  readonly expected: string
  readonly came: string
  readonly cause?: unknown
}

/** A file does not hold what its format promises. */
export class DataError extends IsobarError {
  constructor({ cause, ...fault }: DataFault) {
    const place = fault.row === undefined ? fault.file : `${fault.file}:${fault.row}`
    const column = fault.column === undefined ? '' : `, column ${oneLine(fault.column)}`
    const offset = fault.offset === undefined ? '' : `, byte ${fault.offset}`
    super(
      'data',
      `${oneLine(place)}${column}${offset}: expected ${oneLine(fault.expected)}, got ${oneLine(fault.came)}`,
      { context: { ...fault }, cause },
    )
  }
}

/** The file could not be opened, read or written at all. */
export function worldFileError(
  file: string,
  cause: unknown,
  attempt: 'read' | 'write' = 'read',
): IsobarError {
  return new IsobarError(
    'world',
    `cannot ${attempt} ${oneLine(file)}: ${reasonOf(cause, attempt)}`,
    {
      context: { file },
      cause,
    },
  )
}

function reasonOf(cause: unknown, attempt: 'read' | 'write'): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT') return attempt === 'read' ? 'no such file' : 'no such folder'
  if (code === 'ENOTDIR') return 'a part of the path is not a folder'
  if (code === 'EISDIR') return 'it is a folder'
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied'
  return cause instanceof Error ? oneLine(cause.message) : oneLine(String(cause))
}

/** Cells and paths come from outside and may hold anything; a message is one line of bounded length. */
function oneLine(text: string): string {
  const flat = text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  return flat.length > 400 ? `${flat.slice(0, 397)}...` : flat
}
