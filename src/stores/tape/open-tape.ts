import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import { instantFromMilliseconds, type Instant } from '../../core/time.ts'
import type { BarSeries } from '../../core/bars.ts'
import { openRecording } from '../recording/open-recording.ts'
import { manifestName } from '../recording/recording-format.ts'
import { unknownRules } from '../recording/listing.ts'
import { ImportedInstruments, type ToldInstrument } from '../ticks/imported-instruments.ts'
import { listTickFiles } from '../ticks/list-tick-files.ts'
import type { ReadOptions } from '../ticks/open-tick-file.ts'
import { planImport, type LeftOut } from '../ticks/plan-import.ts'
import { readTickFile } from '../ticks/read-tick-file.ts'
import type { TickLayout } from '../ticks/tick-layout.ts'
import type { TapeSource } from './tape-source.ts'

/** Where a tape is to be read from. */
export interface TapeRequest extends ReadOptions {
  /** Recordings, files of ticks, and folders of them. */
  readonly paths: readonly string[]
  readonly layouts: readonly TickLayout[]
  /** What is known of instruments beside the files. */
  readonly told: readonly ToldInstrument[]
}

/** Sources to merge, and the files that are none, with the reason. */
export interface OpenedTape {
  readonly sources: readonly TapeSource[]
  readonly leftOut: readonly LeftOut[]
}

/**
 * The books and quotes of recordings and files of ticks, as sources of a tape. Files are looked into; nothing is read yet.
 *
 * @throws IsobarError `world` naming what is not there, DataError when a file has none of the layouts
 */
export async function openTape(request: TapeRequest): Promise<OpenedTape> {
  const recordings = await Promise.all(request.paths.filter(isRecording).map(recordingSource))
  const loose = request.paths.filter((path) => !isRecording(path))
  if (loose.length === 0) return { sources: recordings, leftOut: [] }
  const ticks = await tickFileSources(request, await listTickFiles(loose))
  return { sources: [...recordings, ...ticks.sources], leftOut: ticks.leftOut }
}

function isRecording(path: string): boolean {
  return existsSync(join(path, manifestName))
}

async function recordingSource(folder: string): Promise<TapeSource> {
  const recording = await openRecording(folder)
  const { from } = recording.manifest
  return {
    begins: from === null ? -Infinity : instantFromMilliseconds(from),
    open: async function* () {
      yield* recording.events({ channels: ['book', 'quotes'] })
      return undefined
    },
    listingAt: (index) => recording.listings[index]!,
  }
}

async function tickFileSources(
  { layouts, told, ...reading }: TapeRequest,
  files: readonly string[],
): Promise<OpenedTape> {
  const plan = await planImport({ ...reading, files, layouts, told })
  const sources: TapeSource[] = []
  const leftOut = [...plan.leftOut]
  for (const [at, file] of plan.files.entries()) {
    const { channel } = file.layout
    if (channel !== 'book' && channel !== 'quotes') {
      leftOut.push({ file: file.file, reason: `${channel} are not looked at` })
      continue
    }
    // Each file has its own steps: another one of the instrument must not change those of rows at hand.
    // Loose files are counted in base units unless a contract is told.
    const instruments = new ImportedInstruments(told, () => undefined)
    sources.push({
      begins: plan.begins[at]!,
      open: async function* () {
        const counts = yield* readTickFile(file, instruments)
        return counts.rows
      },
      listingAt: (index) => instruments.listingAt(index),
    })
  }
  return { sources, leftOut }
}

/**
 * Bars as quotes without quantity: bid and ask are a bar's last price, known when it closes. A last price is no quote: it
 * was good for somebody within the bar, and is `indicative` for everybody after it.
 */
export function barSource(bars: BarSeries, symbol: string): TapeSource {
  const { instrument, times, close, timeframe } = bars
  const scale = 10 ** instrument.tickSize.decimals
  return {
    begins: times.length === 0 ? Infinity : times[0]! + timeframe.duration,
    open: async function* (): AsyncGenerator<EventRows, number> {
      const rows = new EventColumns()
      for (const [at, time] of times.entries()) {
        const ticks = Math.round(close[at]! * scale)
        rows.begin(0, (time + timeframe.duration) as Instant, NaN, NaN)
        rows.addQuoteBid(ticks, NaN)
        rows.addQuoteAsk(ticks, NaN)
        rows.end()
        if (rows.length < batchRows) continue
        yield rows
        rows.empty()
      }
      if (rows.length > 0) yield rows
      return times.length
    },
    listingAt: () => ({ instrument, symbol, stepsInferred: true, rules: unknownRules }),
  }
}

const batchRows = 4_096
