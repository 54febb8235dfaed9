import type { Summary, SummaryCell, SummaryTable } from './summary.ts'

const gap = '   '

/**
 * A summary as text of fixed width: title, facts in two columns, tables under rules, then notes and warnings.
 *
 * Numbers have six significant digits, fewer where they need no more, and stand point under point; z and t values three
 * decimals; p-values (columns named `P>...` or `p`) four, or an exponent below 0.0005. What does not exist is a dash.
 * Nothing is rounded but on its way to the eye.
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
  const cells = facts.map(([name, value]) => [name, cellText(value, name)] as const)
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

function tableBlock({ title, columns, rows }: SummaryTable): string[] {
  const texts = rows.map((row) => row.map((cell, k) => cellText(cell, columns[k]!)))
  for (const [k, name] of columns.entries()) if (!isOfProbabilities(name)) alignPoints(texts, k)
  const widths = columns.map((name, k) =>
    Math.max(name.length, ...texts.map((row) => row[k]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)))
      .join(gap)
  return [...(title === undefined ? [] : [title, rule]), line(columns), rule, ...texts.map(line)]
}

/** Pads the numbers of a column behind, so that their points stand under each other. */
function alignPoints(texts: readonly string[][], column: number): void {
  // What stands from the point on; undefined for what is no number.
  const tails = texts.map((row) => /^-?\d+((?:\.[\de+-]+)?)$/.exec(row[column]!)?.[1])
  const longest = Math.max(0, ...tails.map((tail) => tail?.length ?? 0))
  for (const [k, tail] of tails.entries()) {
    if (tail !== undefined) texts[k]![column] += ' '.repeat(longest - tail.length)
  }
}

function isOfProbabilities(column: string): boolean {
  return /^(p|p-value|P>.*)$/i.test(column)
}

function cellText(cell: SummaryCell, column: string): string {
  if (cell === null) return '–'
  if (typeof cell === 'string') return cell
  if (isOfProbabilities(column)) return probabilityText(cell, column)
  if (/^[zt]$/.test(column) && Number.isFinite(cell)) return cell.toFixed(3)
  return numberText(cell)
}

/** Four decimals, or an exponent where these would show nothing; below 1e-16 its size is no news. */
function probabilityText(value: number, column: string): string {
  if (!Number.isFinite(value)) return '–'
  // A share of draws can be zero exactly, a law's tail (`P>z`) cannot.
  if (value >= 5e-4 || (value === 0 && !column.startsWith('P>'))) return value.toFixed(4)
  return value < 1e-16 ? '<1e-16' : value.toExponential(1)
}

/** At most six significant digits, no exponent between 1e-5 and 1e9; whole numbers as they are. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '–'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value)
  const size = Math.abs(value)
  if (size < 1e-5 || size >= 1e9) return value.toExponential(5)
  const decimals = Math.max(0, Math.min(10, 5 - Math.floor(Math.log10(size))))
  const rounded = value.toFixed(decimals)
  // 0.05 as 0.05, for it is no more than that; 19215.04 as 19215.0, for it is.
  return Number(rounded) === value ? String(value) : rounded
}
