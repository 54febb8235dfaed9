import { counted } from './counted.ts'
import { presentColumns, type ColumnRequest, type ColumnTable } from './column-table.ts'
import { cellEnd, cellText, parseCell, scanNumber } from './csv-cells.ts'
import { DataError } from './data-error.ts'

/**
 * The numeric columns of a CSV file with a header, from its bytes.
 *
 * Every cell becomes the double nearest to what is written, bit for bit what `Number` makes of it. Columns may stand
 * in any order; line ends may be LF or CRLF, cells may be quoted, a byte order mark is passed over and so are empty
 * lines at the end. Row `k` of a column stands on line `k + 2` of the file: line breaks within quotes are refused.
 *
 * @param file for messages only
 * @throws DataError on a missing column, on a row of another length than the header, and on a cell of a wanted
 *   column that is not a finite decimal number, or empty where it must not be
 */
export function parseCsv(file: string, bytes: Uint8Array, request: ColumnRequest): ColumnTable {
  const header = readHeader(file, bytes)
  const end = endOfRows(bytes, header.next)
  const rows = countLines(bytes, header.next, end)
  const present = presentColumns(file, header.names, request)
  const columns = new Map(present.map((name) => [name, new Float64Array(rows)]))
  const targets = header.names.map((name) => columns.get(name))
  const sparse = header.names.map((name) => request.sparse?.includes(name) === true)
  const context: RowContext = { file, names: header.names, targets, sparse }
  let at = header.next
  for (let row = 0; row < rows; row++) at = readRow(bytes, at, row, context)
  return { rows, columns }
}

interface RowContext {
  readonly file: string
  readonly names: readonly string[]
  /** Where each cell of a row goes; undefined for one nobody asked for. */
  readonly targets: readonly (Float64Array | undefined)[]
  /** Whether an empty cell is a missing value. */
  readonly sparse: readonly boolean[]
}

const LF = 0x0a
const CR = 0x0d
const COMMA = 0x2c

/** Reads one row and returns where the next begins. */
function readRow(bytes: Uint8Array, start: number, row: number, context: RowContext): number {
  const { file, names, targets, sparse } = context
  const last = targets.length - 1
  let at = start
  for (let cell = 0; cell <= last; cell++) {
    const target = targets[cell]
    let end = target === undefined ? -1 : scanNumber(bytes, at, target, row)
    if (end < 0) {
      end = cellEnd(bytes, at)
      if (end < 0) throw openQuote(file, row, names[cell])
      // A short line is told as such, not as the empty cell it ends in.
      if (target !== undefined && (cell === last || bytes[end] === COMMA)) {
        const text = cellText(bytes, at, end)
        const isMissing = text === '' && sparse[cell] === true
        const place = { file, row: row + 2, column: names[cell] ?? '' }
        target[row] = isMissing ? NaN : parseCell(text, place)
      }
    }
    if ((bytes[end] === COMMA) === (cell === last)) throw ragged(context, bytes, start, row)
    at = end + 1
  }
  // What ended the last cell was LF, CR before LF, or the end of the file.
  return bytes[at - 1] === CR ? at + 1 : at
}

function readHeader(file: string, bytes: Uint8Array): { names: string[]; next: number } {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  let at = hasMark ? 3 : 0
  if (at >= bytes.length) {
    throw new DataError({ file, row: 1, expected: 'a header line', came: 'an empty file' })
  }
  const names: string[] = []
  for (;;) {
    const end = cellEnd(bytes, at)
    if (end < 0) throw openQuote(file, -1, undefined)
    names.push(cellText(bytes, at, end))
    at = end + 1
    if (bytes[end] !== COMMA) return { names, next: bytes[end] === CR ? end + 2 : at }
  }
}

/** The end of the last line that is not empty. */
function endOfRows(bytes: Uint8Array, start: number): number {
  let end = bytes.length
  while (end > start && (bytes[end - 1] === LF || bytes[end - 1] === CR)) end--
  return end
}

function countLines(bytes: Uint8Array, start: number, end: number): number {
  if (end <= start) return 0
  let lines = 1
  for (let at = bytes.indexOf(LF, start); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1))
    lines++
  return lines
}

function openQuote(file: string, row: number, column: string | undefined): DataError {
  return new DataError({
    file,
    row: row + 2,
    ...(column === undefined ? {} : { column }),
    expected: 'a quoted cell that ends on its line',
    came: 'a quote that does not',
  })
}

function ragged(
  { file, names }: RowContext,
  bytes: Uint8Array,
  start: number,
  row: number,
): DataError {
  let cells = 0
  let at = start
  let end = 0
  do {
    end = cellEnd(bytes, at)
    cells++
    at = end + 1
  } while (end >= 0 && bytes[end] === COMMA)
  const isEmpty = cells === 1 && cellText(bytes, start, end) === ''
  // The first column without a cell; of a row that is too long, the last one.
  const column = names[isEmpty ? 0 : Math.min(cells, names.length - 1)] ?? ''
  const came = isEmpty ? 'an empty line' : `${cells}`
  return new DataError({
    file,
    row: row + 2,
    column,
    expected: counted(names.length, 'cell'),
    came,
  })
}
