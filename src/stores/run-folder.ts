import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { UsageError } from '../core/errors.ts'
import { isBarFileName, parseBarFileName } from './bar-file-name.ts'
import { DataError, worldFileError } from './data-error.ts'
import { makeFolder } from './make-folder.ts'
import { replaceFile } from './replace-file.ts'

/** A finished run: what was asked, of which bytes, and what came out. */
export interface Run {
  readonly format: 1
  /** `pairs backtest` */
  readonly command: string
  /** Of the program. */
  readonly version: string
  /** Null where nothing in the run is random. */
  readonly seed: number | null
  readonly inputs: readonly RunInput[]
  /** The options that decided the result. */
  readonly parameters: Readonly<Record<string, unknown>>
  /** One of the versioned results of research, told apart by its kind. */
  readonly result: { readonly kind: string }
}

/** A file a run has read. */
interface RunInput {
  readonly file: string
  /** Of its bytes as they lie on the disk, in lower-case hexadecimal. */
  readonly sha256: string
}

/**
 * Writes `run.json` into a folder, which is made where it is missing. It is written aside and renamed, so that a
 * reader never sees half a run.
 *
 * @throws UsageError when the folder holds data: nothing is ever written beside what is only read
 */
export async function saveRun(folder: string, run: Run): Promise<void> {
  const path = join(folder, RUN_FILE)
  await makeFolder(folder).catch((cause: unknown) => {
    throw worldFileError(path, cause, 'write')
  })
  await requireNoData(
    folder,
    run.inputs.map(({ file }) => file),
  )
  await replaceFile(path, `${JSON.stringify(run, undefined, 2)}\n`)
}

/**
 * Reads a saved run from its folder or from the file itself.
 *
 * @throws DataError when it is not a run this version can read
 */
export async function readRun(path: string): Promise<Run> {
  const found = await stat(path).catch((cause: unknown) => {
    throw worldFileError(path, cause)
  })
  const file = found.isDirectory() ? join(path, RUN_FILE) : path
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw worldFileError(file, cause)
  })
  const value = parseJson(file, text)
  const fault = faultOf(value)
  if (fault !== undefined) throw new DataError({ file, ...fault })
  return value as Run
}

/** The SHA-256 of a file's bytes, in lower-case hexadecimal. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  } catch (cause) {
    throw worldFileError(path, cause)
  }
  return hash.digest('hex')
}

const RUN_FILE = 'run.json'

/**
 * Refuses a folder that the run has read, the root above its venues, and one that holds other bars.
 *
 * @param files what was read
 * @throws UsageError when the folder is one of these; IsobarError `world` when it is not there
 */
export async function requireNoData(folder: string, files: readonly string[]): Promise<void> {
  const place = await realpath(folder).catch((cause: unknown) => {
    throw worldFileError(folder, cause, 'write')
  })
  const places = await Promise.all(files.map(dataFoldersOf))
  if (places.flat().includes(place) || (await readdir(folder)).some(isLaidOutAsBars)) {
    throw new UsageError(`${folder} holds data, which are only read: save the run elsewhere`, {
      folder,
    })
  }
}

async function dataFoldersOf(file: string): Promise<string[]> {
  // An input may be gone by now; its folder is still not ours.
  const path = await realpath(file).catch(() => resolve(file))
  const folder = dirname(path)
  return isLaidOutAsBars(path) ? [folder, dirname(folder)] : [folder]
}

function isLaidOutAsBars(path: string): boolean {
  return isBarFileName(path) && parseBarFileName(path).timeframe !== undefined
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new DataError({
      file,
      expected: 'a saved run (JSON)',
      came: 'text that is not JSON',
      cause,
    })
  }
}

interface Fault {
  readonly column?: string
  readonly expected: string
  readonly came: string
}

function faultOf(value: unknown): Fault | undefined {
  if (!isRecord(value)) return { expected: 'a saved run', came: typeof value }
  if (value['format'] !== 1) {
    return {
      expected: 'a saved run of format 1',
      came: `format ${JSON.stringify(value['format'])}`,
    }
  }
  const wrong = Object.entries(checks).find(([field, [check]]) => !check(value[field]))
  if (wrong === undefined) return undefined
  const [field, [, expected]] = wrong
  const came = JSON.stringify(value[field]) ?? 'nothing'
  return { column: field, expected, came: came.length > 60 ? `${came.slice(0, 57)}...` : came }
}

const checks: Readonly<
  Record<string, readonly [check: (value: unknown) => boolean, expected: string]>
> = {
  command: [isText, 'text'],
  version: [isText, 'text'],
  seed: [(seed) => seed === null || Number.isFinite(seed), 'a number or null'],
  inputs: [(inputs) => Array.isArray(inputs) && inputs.every(isInput), 'a list of file and sha256'],
  parameters: [isRecord, 'a record'],
  result: [(result) => isRecord(result) && isText(result['kind']), 'a record with its kind'],
}

function isInput(value: unknown): boolean {
  return isRecord(value) && isText(value['file']) && isText(value['sha256'])
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
