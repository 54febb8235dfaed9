import type { Summary, SummaryCell, SummaryTable } from './summary.ts'

const gap = '   '

/**
 * A summary as text of fixed width: title, facts in two columns, tables under rules, then notes and warnings.
 *
 * Numbers have six significant digits, p-values (columns named `P>...` or `p`) four decimals, or an exponent below
 * 0.0005; what does not exist is a dash. Nothing is rounded but on its way to the eye.
 *
 * @example
 * renderSummary({ title: 'Nothing', facts: [['rows', 3]], tables: [], notes: [], warnings: [] }).split('\n')[2] // => 'rows   3'
 */
export function renderSummary(summary: Summary): string {
  const blocks = [factBlock(summary.facts), ...summary.tables.map(tableBlock)].filter(
    (block) => block.length > 0,
  )
  const width = Math.max(summary.title.length, ...blocks.flat().map((line) => line.length))
  const body = blocks.flatMap((block) => [
    '='.repeat(width),
    ...block.map((line) => (line === rule ? '-'.repeat(width) : line)),
  ])
  const warnings = summary.warnings.map(
    ({ kind, detail }) => `Warning (${kind.replaceAll('-', ' ')}): ${detail}`,
  )
  const title = ' '.repeat(Math.floor((width - summary.title.length) / 2)) + summary.title
  return [title, ...body, '='.repeat(width), ...summary.notes, ...warnings]
    .map((line) => line.trimEnd())
    .join('\n')
}

/** Stands for a line across the whole summary until its width is known. */
const rule = '\u0000'

/** Two facts a line, names to the left, values to the right of their column. */
function factBlock(facts: Summary['facts']): string[] {
  const half = Math.ceil(facts.length / 2)
  const cells = facts.map(([name, value]) => [name, withoutZeros(cellText(value, name))] as const)
  const columns = [cells.slice(0, half), cells.slice(half)].map(factColumn)
  return Array.from({ length: half }, (_, row) =>
    columns
      .map((column) => column[row])
      .filter((line) => line !== undefined)
      .join(gap),
  )
}

function factColumn(cells: readonly (readonly [string, string])[]): string[] {
  const names = Math.max(0, ...cells.map(([name]) => name.length))
  const values = Math.max(0, ...cells.map(([, value]) => value.length))
  return cells.map(([name, value]) => name.padEnd(names) + gap + value.padStart(values))
}

/** 0.0500000 as 0.05: no column to keep in line. */
function withoutZeros(text: string): string {
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text
}

function tableBlock({ title, columns, rows }: SummaryTable): string[] {
  const texts = rows.map((row) => row.map((cell, k) => cellText(cell, columns[k]!)))
  const widths = columns.map((name, k) =>
    Math.max(name.length, ...texts.map((row) => row[k]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join(gap)
  return [...(title === undefined ? [] : [title, rule]), line(columns), rule, ...texts.map(line)]
}

function cellText(cell: SummaryCell, column: string): string {
  if (cell === null) return '–'
  if (typeof cell === 'string') return cell
  return /^(p|p-value|P>.*)$/i.test(column) ? probabilityText(cell) : numberText(cell)
}

/** Four decimals, or an exponent where these would show nothing. */
function probabilityText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  return value !== 0 && value < 5e-4 ? value.toExponential(1) : value.toFixed(4)
}

/** Six significant digits, no exponent between 1e-5 and 1e9; whole numbers as they are. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value)
  const size = Math.abs(value)
  if (size < 1e-5 || size >= 1e9) return value.toExponential(5)
  const decimals = Math.max(0, Math.min(10, 5 - Math.floor(Math.log10(size))))
  return value.toFixed(decimals)
}
