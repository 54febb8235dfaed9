import type { BarSeries } from '../core/bars.ts'
import { classOfVenueFolder, parseInstrumentName, type Instrument } from '../core/instrument.ts'
import { nominalLot } from '../core/price.ts'
import type { Duration } from '../core/time.ts'
import { parseTimeframe, type Timeframe } from '../core/timeframe.ts'
import { usualStep } from '../core/usual-step.ts'
import { parseBarFileName } from './bar-file-name.ts'
import { instantsOf, readColumns } from './column-file.ts'
import { DataError } from './data-error.ts'
import { fewestDecimals } from './fewest-decimals.ts'

/**
 * Reads a file of bars. What the cells do not say, its place does: `<venue>/<BASE-QUOTE>-<timeframe>.csv.gz`.
 *
 * Without a timeframe in the name it is the most frequent step; without an instrument the stem is the name and the
 * base, and the quote is empty. Bars carry no tick: it is the fewest decimals that write every price. A header without
 * rows is a series of length 0. Prices may be negative (a spread is a series too); see `requirePositive`.
 *
 * @throws DataError on anything but finite numbers and strictly ascending timestamps
 */
export async function readBarFile(path: string): Promise<BarSeries> {
  const { columns } = await readColumns(path, { required: barColumns })
  const column = (name: (typeof barColumns)[number]): Float64Array =>
    columns.get(name) ?? new Float64Array()
  const times = instantsOf(path, column('timestamp'))
  const prices = [column('open'), column('high'), column('low'), column('close')] as const
  const [open, high, low, close] = prices
  const place = parseBarFileName(path)
  return {
    instrument: instrumentOf(place.venue, place.name, fewestDecimals(prices)),
    timeframe: place.timeframe ?? usualTimeframe(times),
    source: path,
    times,
    open,
    high,
    low,
    close,
    volume: column('volume'),
  }
}

/** @throws DataError naming the line of the first price in the column that has no logarithm */
export function requirePositive(bars: BarSeries, column: 'open' | 'high' | 'low' | 'close'): void {
  const index = bars[column].findIndex((price) => !(price > 0))
  if (index < 0) return
  throw new DataError({
    file: bars.source,
    row: index + 2,
    column,
    expected: 'a positive price',
    came: String(bars[column][index]),
  })
}

const barColumns = ['timestamp', 'open', 'high', 'low', 'close', 'volume'] as const

function instrumentOf(venue: string, name: string, decimals: number): Instrument {
  const { base, quote } = parseInstrumentName(name) ?? { base: name, quote: '' }
  return {
    name,
    venue,
    base,
    quote,
    class: classOfVenueFolder(venue, quote),
    tickSize: { units: 1, decimals },
    lotSize: nominalLot,
  }
}

const unitsSeconds: readonly (readonly [unit: string, seconds: number])[] = [
  ['w', 604_800],
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
]

/** The most frequent step between bars; with fewer than two bars there is none, and its duration is 0. */
function usualTimeframe(times: Float64Array): Timeframe {
  const duration = usualStep(times)
  if (duration === undefined) return { label: 'unknown', duration: 0 as Duration }
  const seconds = duration / 1_000_000
  const [unit, per] = unitsSeconds.find(([, each]) => seconds % each === 0) ?? ['s', 1]
  const label = `${seconds / per}${unit}`
  return parseTimeframe(label) ?? { label, duration }
}
