/** A list of records of a result, as a table. */
export interface DocumentTable {
  /** Where it is: `summary.faults`. */
  readonly name: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Rows beyond what a page shows. */
  readonly left: number
}

interface DocumentParts {
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly tables: readonly DocumentTable[]
}

/** More of either nobody reads; all of it is in the report as JSON. */
const rowsMost = 200
const fieldsMost = 200
const columnsMost = 16

/**
 * Any result in fields and tables: records are walked into, lists of records become tables, lists of anything else are
 * written out. `kind`, `version` and `summary` are told elsewhere.
 */
export function documentParts(document: Readonly<Record<string, unknown>>): DocumentParts {
  const fields: (readonly [string, string])[] = []
  const tables: DocumentTable[] = []
  const walk = (record: Readonly<Record<string, unknown>>, path: string): void => {
    for (const [key, value] of Object.entries(record)) {
      if (path === '' && ['kind', 'version', 'summary'].includes(key)) continue
      const name = path === '' ? key : `${path}.${key}`
      if (Array.isArray(value) && value.length > 0 && value.every(isRecord)) {
        tables.push(tableOf(name, value))
      } else if (isRecord(value) && Object.keys(value).length > 0) walk(value, name)
      else fields.push([name, textOf(value)])
    }
  }
  walk(document, '')
  return { fields: fields.slice(0, fieldsMost), tables }
}

function tableOf(
  name: string,
  records: readonly Readonly<Record<string, unknown>>[],
): DocumentTable {
  const shown = records.slice(0, rowsMost)
  const columns = [...new Set(shown.flatMap((record) => Object.keys(record)))].slice(0, columnsMost)
  return {
    name,
    columns,
    rows: shown.map((record) => columns.map((column) => textOf(record[column]))),
    left: records.length - shown.length,
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '\u2013'
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return listText(value)
  const text = JSON.stringify(value)
  return text.length > textMost ? `${text.slice(0, textMost)}\u2026` : text
}

const textMost = 160
const itemsMost = 40

/** A list within a table is counted where it holds records, and written out where it holds anything else. */
function listText(values: readonly unknown[]): string {
  if (values.length === 0) return 'none'
  if (values.every(isRecord)) return `${values.length} records`
  const shown = values.slice(0, itemsMost).map(textOf).join(', ')
  return values.length > itemsMost ? `${shown} and ${values.length - itemsMost} more` : shown
}

/** Instants of this century in milliseconds read as such; other numbers keep seven digits. */
function numberText(value: number): string {
  const isInstant = Number.isInteger(value) && value > 9.4e11 && value < 4.1e12
  if (isInstant) return new Date(value).toISOString().replace('T', ' ').slice(0, 19)
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
