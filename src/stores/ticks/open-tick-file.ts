import { basename } from 'node:path'
import type { RowKernel } from '../../math/kernels/row-kernel.ts'
import { rowTwin } from '../../math/kernels/row-twin.ts'
import { DataError } from '../data-error.ts'
import { readLines } from './byte-chunks.ts'
import { fitsLayout, planCells, type CellPlan } from './cell-plan.ts'
import type { ReadFile } from './row-reader.ts'
import type { TickLayout, UnnamedInstrument } from './tick-layout.ts'

/** How files are to be read, where they do not say it. */
export interface ReadOptions {
  /** In place of the layout's venue. */
  readonly venue?: string
  /** Added to every local time, in microseconds. */
  readonly clockShift?: number
  /** What takes the rows that fill disks; not given, its readable form. */
  readonly rowKernel?: RowKernel
}

/**
 * Looks at the first line of a file: which of the layouts it has, and how its rows are to be read.
 *
 * @returns undefined of a file without a byte, as Tardis gives for days on which nothing happened
 * @throws DataError naming the columns, when it has none of the layouts
 */
export async function openTickFile(
  file: string,
  layouts: readonly TickLayout[],
  options: ReadOptions = {},
): Promise<ReadFile | undefined> {
  const line = await firstLine(file)
  if (line === undefined) return undefined
  const cells = line
    .replace(/^\uFEFF/, '')
    .split(',')
    .map((cell) => cell.trim())
  const { layout, names, headerLines } = choose(file, cells, layouts)
  const plan = planCells(file, names, layout)
  const unnamed = unnamedInstruments(file, layout, plan, options.venue)
  const venue = options.venue === undefined ? {} : { venue: options.venue }
  return {
    file,
    layout,
    plan,
    unnamed,
    headerLines,
    clockShift: options.clockShift ?? 0,
    rowKernel: options.rowKernel ?? rowTwin,
    ...venue,
  }
}

async function firstLine(file: string): Promise<string | undefined> {
  for await (const { bytes, start } of readLines(file)) {
    return bytes.toString('utf8', start, bytes.indexOf(0x0a, start)).replace(/\r$/, '')
  }
  return undefined
}

interface Choice {
  readonly layout: TickLayout
  readonly names: readonly string[]
  readonly headerLines: number
}

function choose(file: string, cells: readonly string[], layouts: readonly TickLayout[]): Choice {
  const isHeader = !/^\d/.test(cells[0] ?? '')
  const candidates = isHeader
    ? layouts
        .filter((layout) => fitsLayout(cells, layout))
        .map((layout) => ({ layout, names: cells, headerLines: 1 }))
    : layouts.flatMap((layout) => headerless(file, cells.length, layout))
  const [best] = candidates.toSorted((a, b) => fitOf(file, b.layout) - fitOf(file, a.layout))
  if (best !== undefined) return best
  throw new DataError({
    file,
    row: 1,
    expected: `the columns of ${layouts.map(({ name }) => name).join(', or ')}`,
    came: cells.join(','),
  })
}

/** Without a header, only the path tells trades from what else has as many columns. */
function headerless(file: string, count: number, layout: TickLayout): readonly Choice[] {
  if (layout.path?.test(file) === false) return []
  return (layout.headerless ?? [])
    .filter((names) => names.length === count)
    .map((names) => ({ layout, names, headerLines: 0 }))
}

/** The more columns a layout knows, the better; and the path decides between those that know the same. */
function fitOf(file: string, { columns, path }: TickLayout): number {
  const byPath = path === undefined ? 0 : path.test(file) ? 1_000 : -1_000
  return Object.keys(columns).length + byPath
}

function unnamedInstruments(
  file: string,
  layout: TickLayout,
  { levels }: CellPlan,
  venue?: string,
): readonly UnnamedInstrument[] {
  const { instruments } = layout
  if (instruments === 'columns') return []
  if ('pattern' in instruments) {
    const groups = instruments.pattern.exec(basename(file))?.groups
    const symbol = groups?.['symbol'] ?? instruments.symbol
    if (groups === undefined || symbol === undefined) {
      throw new DataError({
        file,
        expected: `a name like ${instruments.example} (${layout.name})`,
        came: basename(file),
      })
    }
    return [{ venue: venue ?? groups['venue'] ?? '', symbol }]
  }
  return layout.shape === 'quote' ? instruments.slice(0, levels) : instruments
}
