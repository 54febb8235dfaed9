import { basename, dirname, resolve } from 'node:path'
import { parseTimeframe, type Timeframe } from '../core/timeframe.ts'

/** What a bar file's place tells about it: `<venue>/<BASE-QUOTE>-<timeframe>.csv.gz`. */
export interface BarFileName {
  /** Name of the folder it lies in. */
  readonly venue: string
  /** `BTC-USDT`; the whole stem where no timeframe stands behind it. */
  readonly name: string
  readonly timeframe: Timeframe | undefined
}

/** Whether a file's ending is one that bars have. */
export function isBarFileName(path: string): boolean {
  return ending.test(path)
}

/** Takes a bar file's place apart. */
export function parseBarFileName(path: string): BarFileName {
  const stem = basename(path).replace(ending, '')
  const hyphen = stem.lastIndexOf('-')
  const timeframe = hyphen < 1 ? undefined : parseTimeframe(stem.slice(hyphen + 1))
  return {
    // A relative path may name no folder at all; the file still lies in one.
    venue: basename(dirname(resolve(path))),
    name: timeframe === undefined ? stem : stem.slice(0, hyphen),
    timeframe,
  }
}

const ending = /\.(?:csv|csv\.gz|parquet)$/
