import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errorText, IsobarError } from '../core/errors.ts'
import { appendLines } from './append-lines.ts'
import { worldFileError } from './data-error.ts'
import { makeFolder } from './make-folder.ts'

/** One configuration that was tried on one set of series. */
export interface Trial {
  /** Over everything that decided the result: the same run twice is one trial. */
  readonly hash: string
  /** Kind of the result: `pairs-backtest`. */
  readonly kind: string
  /** `venue:BASE-QUOTE`. */
  readonly instruments: readonly string[]
  /** First instant, inclusive, epoch milliseconds; absent where it was the data's. */
  readonly from?: number
  /** Last instant, exclusive, epoch milliseconds; absent where it was the data's. */
  readonly to?: number
  /** Annualised Sharpe ratio it came to; absent where it has none. */
  readonly sharpe?: number
  /** Epoch milliseconds. */
  readonly enteredAt: number
}

/** Which trials are counted. */
export type TrialKey = Pick<Trial, 'instruments' | 'from' | 'to'>

/** What the ledger knows of a set of series. */
export interface TrialCount {
  readonly trials: number
  /** Sharpe ratios of those on exactly these instruments, as far as they have one. */
  readonly sharpes: readonly number[]
  /** Lines of the whole ledger that could not be read, and so might have been trials. */
  readonly damagedLines: number
}

/** Enters trials in the ledger `trials.jsonl`: on the disk when it settles, whoever enters at the same time. */
export async function enterTrials(home: string, trials: readonly Trial[]): Promise<void> {
  const path = ledgerPath(home)
  try {
    await makeFolder(home)
    await appendLines(path, trials)
  } catch (cause) {
    const reason = errorText(cause)
    throw new IsobarError('world', `cannot enter the run in ${path}: ${reason}`, {
      context: { file: path },
      cause,
    })
  }
}

/**
 * The different trials of the same instruments (in any order), or of more of which they are a part, in overlapping
 * periods: these are what the best of them was chosen from. A screen of a universe has looked at each of its pairs. An
 * absent bound is open.
 */
export async function countTrials(home: string, key: TrialKey): Promise<TrialCount> {
  const lines = (await readLedger(ledgerPath(home))).split('\n').filter((line) => line !== '')
  const entries = lines.map(parseTrial)
  const own = entries
    .filter((trial) => trial !== undefined)
    .filter((trial) => overlap(trial, key) && holds(trial.instruments, key.instruments))
  const instruments = comparable(key.instruments)
  const sharpes = new Map<string, number>()
  for (const trial of own) {
    const { hash, sharpe } = trial
    if (sharpe === undefined || comparable(trial.instruments) !== instruments) continue
    sharpes.set(hash, sharpe)
  }
  return {
    trials: new Set(own.map(({ hash }) => hash)).size,
    sharpes: [...sharpes.values()],
    damagedLines: entries.filter((trial) => trial === undefined).length,
  }
}

function holds(instruments: readonly string[], some: readonly string[]): boolean {
  return some.every((instrument) => instruments.includes(instrument))
}

function ledgerPath(home: string): string {
  return join(home, 'trials.jsonl')
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
  const { hash, instruments, from, to, sharpe } = value as Partial<Record<keyof Trial, unknown>>
  return (
    typeof hash === 'string' &&
    Array.isArray(instruments) &&
    instruments.every((instrument) => typeof instrument === 'string') &&
    isBound(from) &&
    isBound(to) &&
    isBound(sharpe)
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
