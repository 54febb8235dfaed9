import { open, readFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { IsobarError } from '../core/errors.ts'
import { worldFileError } from './data-error.ts'
import { makeFolder } from './make-folder.ts'

/** One configuration that was tried on one set of series. */
export interface Trial {
  /** Over everything that decided the result: the same run twice is one trial. */
  readonly hash: string
  /** Kind of the result: `pairs-backtest`. */
  readonly kind: string
  readonly instruments: readonly string[]
  /** First instant, inclusive, epoch milliseconds; absent where it was the data's. */
  readonly from?: number
  /** Last instant, exclusive, epoch milliseconds; absent where it was the data's. */
  readonly to?: number
  /** Epoch milliseconds. */
  readonly enteredAt: number
}

/** Which trials are counted. */
export type TrialKey = Pick<Trial, 'instruments' | 'from' | 'to'>

/** What the ledger knows of a set of series. */
export interface TrialCount {
  readonly trials: number
  /** Lines of the whole ledger that could not be read, and so might have been trials. */
  readonly damagedLines: number
}

/**
 * Enters a trial in the ledger `trials.jsonl`. An entry is one write at the end of the file, so that runs at the same
 * time do not tear each other's lines.
 */
export async function enterTrial(home: string, trial: Trial): Promise<void> {
  const path = ledgerPath(home)
  try {
    await makeFolder(home)
    const ledger = await open(path, 'a+')
    try {
      const start = (await endsTorn(ledger)) ? '\n' : ''
      const line = Buffer.from(`${start}${JSON.stringify(trial)}\n`)
      const { bytesWritten } = await ledger.write(line)
      if (bytesWritten < line.length) throw new Error('the disk took only a part of the entry')
    } finally {
      await ledger.close()
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new IsobarError('world', `cannot enter the run in ${path}: ${reason}`, {
      context: { file: path },
      cause,
    })
  }
}

/**
 * The different trials of the same instruments (in any order) in overlapping periods: these are what the best of
 * them was chosen from. An absent bound is open.
 */
export async function countTrials(home: string, key: TrialKey): Promise<TrialCount> {
  const lines = (await readLedger(ledgerPath(home))).split('\n').filter((line) => line !== '')
  const entries = lines.map(parseTrial)
  const instruments = comparable(key.instruments)
  const hashes = new Set(
    entries
      .filter((trial) => trial !== undefined)
      .filter((trial) => comparable(trial.instruments) === instruments && overlap(trial, key))
      .map(({ hash }) => hash),
  )
  return {
    trials: hashes.size,
    damagedLines: entries.filter((trial) => trial === undefined).length,
  }
}

function ledgerPath(home: string): string {
  return join(home, 'trials.jsonl')
}

/** Whether the last entry lacks its line end: a process died in the middle of it. */
async function endsTorn(ledger: FileHandle): Promise<boolean> {
  const { size } = await ledger.stat()
  if (size === 0) return false
  const { buffer } = await ledger.read(Buffer.alloc(1), 0, 1, size - 1)
  return buffer[0] !== 0x0a
}

async function readLedger(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    // Before the first run there is no ledger, and no trial.
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ''
    throw worldFileError(path, cause)
  }
}

/** @returns undefined for a line that is not an entry */
function parseTrial(line: string): Trial | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  return isTrial(value) ? value : undefined
}

function isTrial(value: unknown): value is Trial {
  if (typeof value !== 'object' || value === null) return false
  const { hash, instruments, from, to } = value as Partial<Record<keyof Trial, unknown>>
  return (
    typeof hash === 'string' &&
    Array.isArray(instruments) &&
    instruments.every((instrument) => typeof instrument === 'string') &&
    isBound(from) &&
    isBound(to)
  )
}

function isBound(value: unknown): boolean {
  return value === undefined || typeof value === 'number'
}

function comparable(instruments: readonly string[]): string {
  return instruments.toSorted().join(' ')
}

function overlap(a: TrialKey, b: TrialKey): boolean {
  return (a.from ?? -Infinity) < (b.to ?? Infinity) && (b.from ?? -Infinity) < (a.to ?? Infinity)
}
