import type { BacktestParameters, TradingParameters } from '../research/pairs/backtest-result.ts'
import {
  parameterEntries,
  parseParameters,
  usualParameters,
  type FieldsOf,
  type ParsedParameters,
} from './parameter-fields.ts'
import { levelsFault } from './trading-levels.ts'

/** What a reader of the desk may change about how a relation is traded. */
export type TradedParameters = Pick<
  TradingParameters,
  'entry' | 'exit' | 'stop' | 'hedge' | 'zScore' | 'breakMonitor' | 'feeBps' | 'slippageBps' | 'log'
>

/** The command line's options, and what they may be. */
export const tradedFields: FieldsOf<TradedParameters> = {
  entry: { kind: 'number', name: 'entry', usual: 2, limit: { kind: 'positive' } },
  exit: { kind: 'number', name: 'exit', usual: 0.5, limit: { kind: 'any' } },
  stop: { kind: 'number', name: 'stop', usual: 4, limit: { kind: 'positive' } },
  hedge: {
    kind: 'choice',
    name: 'hedge',
    usual: 'ols',
    words: ['ols', 'tls', 'johansen', 'kalman'],
  },
  zScore: { kind: 'choice', name: 'z', usual: 'training', words: ['training', 'trailing'] },
  breakMonitor: { kind: 'flag', name: 'break-monitor', usual: false },
  feeBps: { kind: 'number', name: 'fee-bps', usual: 5, limit: { kind: 'fee-bps' } },
  slippageBps: { kind: 'number', name: 'slippage-bps', usual: 2, limit: { kind: 'non-negative' } },
  log: { kind: 'flag', name: 'log', usual: true },
}

/** The same for one pair; the rest of a backtest's assumptions stay as the server has them. */
export type PairParameters = TradedParameters & Pick<BacktestParameters, 'trainBars' | 'testBars'>

export const pairFields: FieldsOf<PairParameters> = {
  trainBars: { kind: 'number', name: 'train', usual: 720, limit: { kind: 'whole', least: 10 } },
  testBars: { kind: 'number', name: 'test', usual: 168, limit: { kind: 'whole', least: 1 } },
  ...tradedFields,
}

/** How many drawn pairs a pair is held against; 0: none. */
export interface NullParameters {
  readonly nullRuns: number
  readonly seed: number
}

/** Most a page may ask for: a thousand backtests of one pair are minutes. */
const nullRunsMost = 999

export const nullFields: FieldsOf<NullParameters> = {
  nullRuns: {
    kind: 'number',
    name: 'null-runs',
    usual: 0,
    limit: { kind: 'whole', least: 0, most: nullRunsMost },
  },
  seed: { kind: 'number', name: 'seed', usual: 1, limit: { kind: 'whole', least: 0 } },
}

/** Those of `isobar pairs backtest`, but for prices as logarithms, as the desk screens them; a test holds them equal. */
export const defaultPairParameters: PairParameters = usualParameters(pairFields)

/** The parameters an address asks for; what it leaves out is the default. */
export function parsePairParameters(
  read: (name: string) => string | undefined,
): ParsedParameters<PairParameters> {
  const parsed = parseParameters(pairFields, read)
  if (parsed.kind === 'invalid') return parsed
  const fault = levelsFault(parsed.value)
  return fault === undefined ? parsed : { kind: 'invalid', ...fault }
}

/** The parameters as an address carries them: only those that differ from the default, in a fixed order. */
export function pairParameterEntries(
  parameters: PairParameters,
): readonly (readonly [string, string])[] {
  return parameterEntries(pairFields, parameters)
}
