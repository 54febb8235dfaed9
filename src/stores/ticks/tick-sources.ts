import type { ImportSource } from '../recording/import-sources.ts'
import { ImportedInstruments } from './imported-instruments.ts'
import { planImport, type LeftOut, type TickRequest } from './plan-import.ts'
import { readTickFile } from './read-tick-file.ts'

/**
 * Files of ticks as sources of an import.
 *
 * @throws DataError when one has none of the layouts
 */
export async function tickSources(
  request: TickRequest,
): Promise<{ readonly sources: readonly ImportSource[]; readonly leftOut: readonly LeftOut[] }> {
  const { files, leftOut } = await planImport(request)
  const instruments = new ImportedInstruments(request.told)
  const sources = files.map((source): ImportSource => ({
    file: source.file,
    layout: source.layout.name,
    origin: {
      listingAt: (index) => instruments.listingAt(index),
      clock: source.layout.clock,
    },
    read: (onRead) => readTickFile(source, instruments, onRead),
  }))
  return { sources, leftOut }
}
