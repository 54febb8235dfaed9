import { readTickFile } from './read-tick-file.ts'
import { ImportedInstruments, type ToldInstrument } from './imported-instruments.ts'
import { openTickFile, type ReadOptions } from './open-tick-file.ts'
import type { ReadFile } from './row-reader.ts'
import type { TickLayout } from './tick-layout.ts'

/** Files of ticks, and how they are to be read. */
export interface TickRequest extends ReadOptions {
  readonly files: readonly string[]
  readonly layouts: readonly TickLayout[]
  /** What is known of instruments beside the files. */
  readonly told: readonly ToldInstrument[]
}

/** Files in the order in which they are to be read, and those that are not, with the reason. */
export interface ImportPlan {
  readonly files: readonly ReadFile[]
  /** Local time of each file's first row, microseconds. */
  readonly begins: readonly number[]
  readonly leftOut: readonly LeftOut[]
}

export interface LeftOut {
  readonly file: string
  readonly reason: string
}

/**
 * Looks into every file and orders them: those of one layout and instrument by their first row.
 *
 * Of several layouts that tell the same channel of an instrument only the one that tells most is taken: a book out of
 * two sources would be neither's.
 *
 * @throws DataError when a file has none of the layouts, or its first row is none
 */
export async function planImport(request: TickRequest): Promise<ImportPlan> {
  const { files, layouts, told } = request
  const looked: Looked[] = []
  const leftOut: LeftOut[] = []
  for (const file of files) {
    const source = await openTickFile(file, layouts, request)
    const first = source === undefined ? undefined : await firstOf(source, told)
    if (source === undefined || first === undefined) leftOut.push({ file, reason: 'it is empty' })
    else looked.push({ source, ...first })
  }
  const best = new Map<string, Looked>()
  for (const each of looked) {
    const known = best.get(each.about)
    if (known === undefined || rankOf(each) > rankOf(known)) best.set(each.about, each)
  }
  const taken: Looked[] = []
  for (const each of looked) {
    const rival = best.get(each.about)!
    if (rankOf(rival) === rankOf(each)) taken.push(each)
    else leftOut.push({ file: each.source.file, reason: `${rival.source.layout.name} tells more` })
  }
  const ordered = inGroups(taken)
  return {
    files: ordered.map(({ source }) => source),
    begins: ordered.map(({ localTime }) => localTime),
    leftOut,
  }
}

interface Looked {
  readonly source: ReadFile
  /** Venue, symbol and channel of its first row. */
  readonly about: string
  /** Of its first row. */
  readonly localTime: number
}

function rankOf({ source }: Looked): number {
  return source.layout.rank + (source.layout.shape === 'book' ? source.plan.levels : 0)
}

async function firstOf(
  source: ReadFile,
  told: readonly ToldInstrument[],
): Promise<Omit<Looked, 'source'> | undefined> {
  const instruments = new ImportedInstruments(told)
  for await (const rows of readTickFile(source, instruments)) {
    const { venue, symbol } = instruments.at(rows.instrument[0]!)
    return {
      about: `${venue}\n${symbol}\n${source.layout.channel}`,
      localTime: rows.localTime[0]!,
    }
  }
  return undefined
}

/** Files about the same in a row, the groups in the order in which their first file was named. */
function inGroups(looked: readonly Looked[]): readonly Looked[] {
  const groups = new Map<string, Looked[]>()
  for (const each of looked) {
    const group = groups.get(each.about)
    if (group === undefined) groups.set(each.about, [each])
    else group.push(each)
  }
  return [...groups.values()].flatMap((group) =>
    group.toSorted((a, b) => a.localTime - b.localTime),
  )
}
