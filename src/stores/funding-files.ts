import { readdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { UsageError } from '../core/errors.ts'
import type { FundingSeries } from '../core/funding.ts'
import { microsecondsPerSecond } from '../core/time.ts'
import { isBarFileName, parseBarFileName } from './bar-file-name.ts'
import { instantsOf, readColumns } from './column-file.ts'
import { DataError, worldFileError } from './data-error.ts'

/**
 * Reads settled funding: `timestamp,rate[,mark[,index]]`, timestamp in epoch milliseconds, rate a fraction per interval.
 *
 * Venues stamp a settlement some milliseconds late (up to a second): it belongs to the second it lies in.
 *
 * @throws DataError on anything but finite numbers (a mark may be empty) and on two settlements in one second
 */
export async function readFundingFile(path: string): Promise<FundingSeries> {
  const { rows, columns } = await readColumns(path, {
    required: ['timestamp', 'rate'],
    sparse: ['mark'],
  })
  return {
    source: path,
    times: settlementsOf(path, instantsOf(path, columns.get('timestamp') ?? new Float64Array())),
    fundingRates: columns.get('rate') ?? new Float64Array(),
    marks: columns.get('mark') ?? new Float64Array(rows).fill(NaN),
  }
}

/**
 * The file of one instrument's funding in a folder: a root with a folder a venue, one venue's folder, or what holds a
 * root under the name `funding`. A venue of perpetuals may keep its funding under the plain name: `binance-perp` is
 * looked for, then `binance`. Venues write names in their own way: BTC-USDT is BTCUSDT, BTC-USDT-SWAP, BTCUSDT_PERP.
 *
 * @returns undefined when there is none
 * @throws UsageError when several files are the instrument's and its name does not say which
 */
export async function findFundingFile(
  folder: string,
  venue: string,
  instrumentName: string,
): Promise<string | undefined> {
  const own = basename(resolve(folder))
  const inside = await listFolder(folder)
  for (const name of new Set([venue, venue.replace(/-perp$/, '')])) {
    const place = own === name ? folder : inside.includes(name) ? join(folder, name) : undefined
    const found = place === undefined ? undefined : await findIn(place, instrumentName)
    if (found !== undefined) return found
  }
  if (!inside.includes('funding')) return undefined
  return findFundingFile(join(folder, 'funding'), venue, instrumentName)
}

async function findIn(folder: string, instrumentName: string): Promise<string | undefined> {
  const wanted = joined(instrumentName)
  const files = (await listFolder(folder)).filter(isBarFileName)
  const named = files.map((file) => ({ file, name: joined(parseBarFileName(file).name) }))
  const exact = named.filter(({ name }) => name === wanted)
  const alike = named.filter(({ name }) => withoutKind(name) === withoutKind(wanted))
  // Who writes BTCUSD_PERP means that file, even where BTCUSD lies beside it.
  const [first, ...others] = exact.length === 1 && wanted !== withoutKind(wanted) ? exact : alike
  if (others.length > 0) {
    throw new UsageError(
      `${alike.map(({ file }) => file).join(' and ')} in ${folder} are both funding of ${instrumentName}`,
    )
  }
  return first === undefined ? undefined : join(folder, first.file)
}

/** Venues join the currencies of a name by `-`, `_`, `/` or nothing. */
function joined(name: string): string {
  return name.toUpperCase().replaceAll(/[-_/]/g, '')
}

/** BTCUSDTSWAP and BTCUSDPERP say that they are perpetuals, others do not. */
function withoutKind(name: string): string {
  return name.replace(/(?<=.)(?:SWAP|PERP)$/, '')
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (cause) {
    throw worldFileError(folder, cause)
  }
}

function settlementsOf(file: string, times: Float64Array): Float64Array {
  const seconds = times.map(
    (time) => Math.floor(time / microsecondsPerSecond) * microsecondsPerSecond,
  )
  const twin = seconds.findIndex((second, row) => row > 0 && second === seconds[row - 1])
  if (twin < 0) return seconds
  throw new DataError({
    file,
    row: twin + 2,
    column: 'timestamp',
    expected: 'one settlement a second',
    came: `a second one at ${(times[twin] ?? NaN) / 1_000}`,
  })
}
