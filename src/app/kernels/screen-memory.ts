import { reversedPlaces, stageTables } from '../../math/fourier/stage-tables.ts'
import { lagTables } from '../../math/kernels/lag-products.ts'
import { blockCount, blockSeries, type ScreenPlan } from '../../math/kernels/screen-kernel.ts'
import { blockShape, type BlockShape } from '../../math/kernels/screen-shape.ts'
import { screenTrust } from '../../math/kernels/screen-trust.ts'

/** Where everything of one plan lies in the memory of the compiled kernel: bytes from its start. */
export interface ScreenMemory {
  readonly plan: ScreenPlan
  readonly shape: BlockShape
  /** The record that the compiled code reads: `Layout` in src/math/kernels/screen/layout.as.ts. */
  readonly layout: number
  readonly places: Readonly<Record<Region, number>>
  /** Scratch begins here: a thread's after the other's. */
  readonly end: number
}

/** Fields of `Layout` that are numbers of eight bytes, in its order. */
const numberFields = [
  'marginFactor',
  'unexplainedMin',
  'unexplainedChangesMin',
  'searchPivotMin',
  'regressionPivotMin',
  'rankPivotMin',
] as const

/** Fields that are whole numbers of four bytes, behind them. */
const wholeFields = [
  'rows',
  'series',
  'blocks',
  'maxLags',
  'centred',
  'searches',
  'size',
  'core',
  'pieces',
  'frequencies',
] as const

/** Fields that are addresses, behind these. */
const regions = [
  'levels',
  'packed',
  'short',
  'long',
  'stages',
  'places',
  'cosines',
  'sines',
  'penalties',
  'products',
  'squares',
  'sums',
  'heads',
  'tails',
  'statistic',
  'lags',
  'hedgeRatio',
  'unexplained',
  'phi',
  'doubtful',
  'largerEigenvalue',
  'smallerEigenvalue',
  'rankDoubtful',
] as const

type Region = (typeof regions)[number]

/** Bytes of the record; the compiled code says what it takes them for. */
export const layoutBytes: number =
  8 * numberFields.length + 4 * (wholeFields.length + regions.length)

/** The compiler's own data, of which there are none today, would lie below this. */
const firstByte = 1024

/** No two threads write into one line of the cache. */
const alignmentBytes = 64

/** The same plan lies in the same places, whichever thread asks. */
export function screenMemory(plan: ScreenPlan): ScreenMemory {
  const shape = blockShape(plan)
  let end = firstByte + aligned(layoutBytes)
  const sizes = regionBytes(plan, shape)
  const places = Object.fromEntries(
    regions.map((region) => {
      const place = end
      end += aligned(sizes[region])
      return [region, place]
    }),
  ) as Record<Region, number>
  return { plan, shape, layout: firstByte, places, end }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignmentBytes) * alignmentBytes
}

function regionBytes(
  { rows, seriesCount, maxLags }: ScreenPlan,
  { size, blocks: pieces, frequencies }: BlockShape,
): Record<Region, number> {
  const places = blockCount(seriesCount) * blockSeries
  const pairs = (seriesCount * (seriesCount - 1)) / 2
  const spectrum = 8 * frequencies * places * pieces * 2
  const lagTable = 8 * (maxLags + 1) * (size / 4 + 1)
  return {
    levels: 8 * seriesCount * rows,
    packed: 8 * places * rows,
    short: spectrum,
    long: spectrum,
    stages: 8 * 2 * size,
    places: 4 * size,
    cosines: lagTable,
    sines: lagTable,
    penalties: 8 * (maxLags + 1),
    products: 8 * places * (maxLags + 1),
    squares: 8 * places,
    sums: 8 * places,
    heads: 8 * places * (maxLags + 2),
    tails: 8 * places * (maxLags + 2),
    statistic: 16 * pairs,
    lags: 8 * pairs,
    hedgeRatio: 16 * pairs,
    unexplained: 16 * pairs,
    phi: 16 * pairs,
    doubtful: 2 * pairs,
    largerEigenvalue: 8 * pairs,
    smallerEigenvalue: 8 * pairs,
    rankDoubtful: pairs,
  }
}

/** Writes the record and the tables: once a memory and plan, before any thread reads them. */
export function writeTables(memory: ScreenMemory, buffer: SharedArrayBuffer): void {
  const { plan, shape, places, layout } = memory
  const sample = plan.rows - 1 - plan.maxLags
  const penalty = plan.criterion === 'bic' ? Math.log(sample) : 2
  const numbers: Record<(typeof numberFields)[number], number> = {
    marginFactor: Math.exp(screenTrust.criterionMarginMin / sample),
    ...screenTrust,
  }
  const wholes: Record<(typeof wholeFields)[number], number> = {
    rows: plan.rows,
    series: plan.seriesCount,
    blocks: blockCount(plan.seriesCount),
    maxLags: plan.maxLags,
    centred: plan.mean === 'removed' ? 1 : 0,
    searches: plan.criterion === 'fixed' ? 0 : 1,
    size: shape.size,
    core: shape.core,
    pieces: shape.blocks,
    frequencies: shape.frequencies,
  }
  new Float64Array(buffer, layout, numberFields.length).set(numberFields.map((f) => numbers[f]))
  new Int32Array(buffer, layout + 8 * numberFields.length, wholeFields.length + regions.length).set(
    [...wholeFields.map((f) => wholes[f]), ...regions.map((region) => places[region])],
  )
  const floats = (region: Region, values: Iterable<number>): void => {
    const listed = Float64Array.from(values)
    new Float64Array(buffer, places[region], listed.length).set(listed)
  }
  floats(
    'stages',
    stageTables(shape.size).flatMap(({ cosines, sines }) => [...cosines, ...sines]),
  )
  new Uint32Array(buffer, places.places, shape.size).set(reversedPlaces(shape.size))
  const tables = lagTables(shape, plan.maxLags)
  floats('cosines', firstQuarters(tables.cosines, shape))
  floats('sines', firstQuarters(tables.sines, shape))
  floats(
    'penalties',
    Array.from({ length: plan.maxLags + 1 }, (_, k) => Math.exp((penalty * k) / sample)),
  )
}

/** Of a table with all frequencies a lag, those up to a quarter of the circle: the others are folded onto them. */
function firstQuarters(table: Float64Array, { size, frequencies }: BlockShape): number[] {
  const kept = size / 4 + 1
  return Array.from(table).filter((_, place) => place % frequencies < kept)
}
