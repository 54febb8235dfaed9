import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { barsWithin, firstRowAtOrAfter } from '../../core/bars.ts'
import { IsobarError } from '../../core/errors.ts'
import type { Instant } from '../../core/time.ts'
import type { FlowSamples } from '../../research/flow/flow-samples.ts'
import { isBarFileName, parseBarFileName } from '../../stores/bar-file-name.ts'
import { openCatalogue, type CatalogueEntry } from '../../stores/catalogue.ts'
import { manifestName } from '../../stores/recording/recording-format.ts'
import { listTickFiles } from '../../stores/ticks/list-tick-files.ts'
import { readTakerVolumeFile, type TakerVolumeBars } from '../../stores/taker-volume-files.ts'
import { withoutSealed } from '../sealed-bars.ts'
import { barSamples } from './bar-samples.ts'
import { isNamed, refuseInstrument, requireWithin, type FlowRequest } from './flow-request.ts'
import type { Recording } from '../../stores/recording/open-recording.ts'
import { withRecording } from './tick-recording.ts'
import { tickSamples } from './tick-samples.ts'

/** Samples, and the files they came from. */
export interface OpenedFlow {
  readonly samples: FlowSamples
  readonly files: readonly string[]
  /** The ticks they were made of; null of bars. Gone when the work with it is done. */
  readonly recording: Recording | null
}

/** Samples alone, as `withFlow` makes them. */
export async function openFlow(path: string, request: FlowRequest): Promise<OpenedFlow> {
  return withFlow(path, request, (opened) => Promise.resolve(opened))
}

/**
 * Makes samples of what a path holds and does a work with them: bars with taker volume (a file, or a folder of them), a
 * recording, or files of ticks.
 *
 * @throws UsageError naming the instruments when there are several and none is named
 */
export async function withFlow<Result>(
  path: string,
  request: FlowRequest,
  work: (opened: OpenedFlow) => Promise<Result>,
): Promise<Result> {
  const isRecording = existsSync(join(path, manifestName))
  const bars = isRecording ? [] : await barFilesOf(path)
  if (bars.length > 0) return work(await openBars(bars, request))
  const files = isRecording ? [join(path, manifestName)] : await listTickFiles([path])
  return withRecording(path, request, async (recording) =>
    work({ samples: await tickSamples(recording, request), files, recording }),
  )
}

async function openBars(
  bars: readonly CatalogueEntry[],
  request: FlowRequest,
): Promise<OpenedFlow> {
  const entry = chosen(bars, request.instrument)
  const read = await readTakerVolumeFile(entry.path)
  if (read.times.length > 0) {
    requireWithin(request, { from: read.times[0]!, to: read.times.at(-1)! })
  }
  const { bars: cut, notes } = await cutBars(read, request)
  return { samples: barSamples(cut, notes), files: [entry.path], recording: null }
}

async function barFilesOf(path: string): Promise<readonly CatalogueEntry[]> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    if (!isBarFileName(path)) return []
    const { venue, name, timeframe } = parseBarFileName(path)
    return timeframe === undefined ? [] : [{ venue, instrument: name, timeframe, path }]
  }
  try {
    return (await openCatalogue(path)).entries
  } catch (cause) {
    // A folder without bars is one of ticks, whose reader says what is wrong with it.
    if (cause instanceof IsobarError && cause.code === 'world') return []
    throw cause
  }
}

function chosen(entries: readonly CatalogueEntry[], wanted: string | undefined): CatalogueEntry {
  const found = entries.filter(
    (entry) => wanted === undefined || isNamed(wanted, entry.venue, entry.instrument),
  )
  if (found.length === 1) return found[0]!
  return refuseInstrument(
    wanted,
    entries.map(({ venue, instrument }) => `${venue}:${instrument}`),
  )
}

async function cutBars(
  bars: TakerVolumeBars,
  { from, to }: FlowRequest,
): Promise<{ readonly bars: TakerVolumeBars; readonly notes: readonly string[] }> {
  const { series, notes } = await withoutSealed([bars])
  const cut = barsWithin(series[0]!, from ?? (-Infinity as Instant), to ?? (Infinity as Instant))
  const first = firstRowAtOrAfter(bars.times, (cut.times[0] ?? Infinity) as Instant)
  const end = first + cut.times.length
  return {
    bars: {
      ...cut,
      takerBuyVolume: bars.takerBuyVolume.subarray(first, end),
      ...(bars.trades === undefined ? {} : { trades: bars.trades.subarray(first, end) }),
    },
    notes,
  }
}
