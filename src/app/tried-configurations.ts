import { createHash } from 'node:crypto'
import { enterTrials } from '../stores/trials-ledger.ts'
import { isobarHome } from './isobar-home.ts'

/** One configuration that was tried. */
export interface TriedConfiguration {
  /** Everything that decided its result but the bytes of its files. */
  readonly decided: object
  /** Annualised; null where it has none. */
  readonly sharpe: number | null
}

/** What was tried, and on what. */
export interface TriedRun {
  /** Of the result: `pairs-sweep`. */
  readonly kind: string
  readonly instruments: readonly string[]
  /** First and last instant of the data, epoch milliseconds; absent where the data have no instants. */
  readonly period: { readonly from?: number; readonly to?: number }
  /** Of the files, sha256. */
  readonly hashes: readonly string[]
  readonly tried: readonly TriedConfiguration[]
}

/** Enters configurations into the ledger of trials: the same one on the same bytes is one trial, however often. */
export async function enterTried(run: TriedRun): Promise<void> {
  const { kind, instruments, period, hashes, tried } = run
  const enteredAt = Date.now()
  const entries = tried.map(({ decided, sharpe }) => ({
    hash: createHash('sha256')
      .update(JSON.stringify([decided, hashes]))
      .digest('hex'),
    kind,
    instruments: [...instruments].toSorted(),
    ...period,
    ...(sharpe === null ? {} : { sharpe }),
    enteredAt,
  }))
  await enterTrials(isobarHome(), entries)
}
