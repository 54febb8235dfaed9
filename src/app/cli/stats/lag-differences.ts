import { Option } from 'commander'
import { UsageError } from '../../../core/errors.ts'
import { wholeNumber } from '../arguments.ts'

/** Lagged differences of an error correction model, under either of their names. */
export interface LagDifferencesOptions {
  readonly lagDifferences?: number
  readonly lags?: number
}

/** `--lag-differences`, and `--lags` which means the same. */
export function lagDifferencesOptions(): readonly Option[] {
  return [
    new Option(
      '--lag-differences <k>',
      'lagged differences in the regression (default: 1)',
    ).argParser(wholeNumber(0)),
    new Option('--lags <k>', 'the same').argParser(wholeNumber(0)),
  ]
}

/** How many were asked for. @throws UsageError where the two names say two things */
export function lagDifferencesOf({ lagDifferences, lags }: LagDifferencesOptions): number {
  if (lagDifferences !== undefined && lags !== undefined && lagDifferences !== lags) {
    throw new UsageError(
      `--lag-differences and --lags mean the same, and one says ${lagDifferences}, the other ${lags}`,
      { lagDifferences, lags },
    )
  }
  return lagDifferences ?? lags ?? 1
}
