import Table from 'cli-table3'
import type { Command } from 'commander'

/** Options every command has. */
export interface CommonOptions {
  readonly json?: true
  readonly quiet?: true
}

/** Gives a command the options every command has, and its example. */
export function withCommonOptions(command: Command, example: string): Command {
  return command
    .option('--json', 'print one JSON document on standard output')
    .option('--quiet', 'no progress on standard error')
    .addHelpText('after', `\nExample:\n  $ ${example}`)
}

/** Prints one JSON document. Numbers are never rounded; what is not finite is null. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`)
}

/** Prints lines for people. */
export function printLines(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Says something on standard error, where it can't disturb a document. */
export function say(line: string, options: CommonOptions): void {
  if (options.quiet !== true) process.stderr.write(`isobar: ${line}\n`)
}

/** Rows in aligned columns under a header, no frame: numbers to the right, text to the left. */
export function alignedTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const isNumeric = (column: number): boolean =>
    rows.some((row) => /\d/.test(row[column] ?? '')) &&
    rows.every((row) => /^[-+−\d.,e%∞ –]*$|^(inf|n\/a)$/.test(row[column] ?? ''))
  const table = new Table({
    head: [...header],
    colAligns: header.map((_, column) => (isNumeric(column) ? 'right' : 'left')),
    chars: bare,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2, compact: true },
  })
  for (const row of rows) table.push([...row])
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

const bare = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
}
