import type { BacktestParameters, HedgeMethod } from '../research/pairs/backtest-result.ts'

/** What a reader of the desk may change about a pair; the rest of a backtest's assumptions stay as the server has them. */
export type PairParameters = Pick<
  BacktestParameters,
  | 'log'
  | 'trainBars'
  | 'testBars'
  | 'hedge'
  | 'zScore'
  | 'entry'
  | 'exit'
  | 'stop'
  | 'feeBps'
  | 'slippageBps'
>

/** Those of `isobar pairs backtest`, but for prices as logarithms, as the desk screens them; a test holds them equal. */
export const defaultPairParameters: PairParameters = {
  log: true,
  trainBars: 720,
  testBars: 168,
  hedge: 'ols',
  zScore: 'training',
  entry: 2,
  exit: 0.5,
  stop: 4,
  feeBps: 5,
  slippageBps: 2,
}

/** Names in an address, as the command line calls them, with what each may be. */
export const pairParameterNames: Readonly<Record<keyof PairParameters, string>> = {
  entry: 'entry',
  exit: 'exit',
  stop: 'stop',
  trainBars: 'train',
  testBars: 'test',
  hedge: 'hedge',
  zScore: 'z',
  feeBps: 'fee-bps',
  slippageBps: 'slippage-bps',
  log: 'log',
}

/** The parameters that are numbers. */
export type NumberParameter = Exclude<keyof PairParameters, 'log' | 'hedge' | 'zScore'>

interface NumberRange {
  readonly low: number
  readonly high: number
  readonly whole: boolean
}

/** Ends included. A training window under 30 rows estimates nothing; the upper ends only keep typing errors out. */
const pairParameterRanges: Readonly<Record<NumberParameter, NumberRange>> = {
  entry: { low: 0.1, high: 20, whole: false },
  exit: { low: 0, high: 20, whole: false },
  stop: { low: 0.1, high: 100, whole: false },
  trainBars: { low: 30, high: 100_000, whole: true },
  testBars: { low: 1, high: 100_000, whole: true },
  feeBps: { low: -10, high: 100, whole: false },
  slippageBps: { low: 0, high: 100, whole: false },
}

export const hedgeMethods: readonly HedgeMethod[] = ['ols', 'tls', 'johansen', 'kalman']
export const zScoreModes: readonly PairParameters['zScore'][] = ['training', 'trailing']

export type ParsedPairParameters =
  | { readonly kind: 'value'; readonly value: PairParameters }
  | {
      readonly kind: 'invalid'
      readonly field: keyof PairParameters
      /** One line for a person: what was expected, what came. */
      readonly message: string
    }

/**
 * The parameters an address asks for; what it leaves out is the default.
 *
 * @param read gives the text of a name, undefined where the address has none
 */
export function parsePairParameters(
  read: (name: string) => string | undefined,
): ParsedPairParameters {
  const numbers: Partial<Record<NumberParameter, number>> = {}
  for (const field of Object.keys(pairParameterRanges) as NumberParameter[]) {
    const text = read(pairParameterNames[field])
    if (text === undefined) continue
    const value = numberWithin(text, pairParameterRanges[field])
    if (value === undefined) return invalid(field, describe(pairParameterRanges[field]), text)
    numbers[field] = value
  }
  const hedge = read(pairParameterNames.hedge) ?? defaultPairParameters.hedge
  if (!isOneOf(hedgeMethods, hedge)) return invalid('hedge', oneOf(hedgeMethods), hedge)
  const zScore = read(pairParameterNames.zScore) ?? defaultPairParameters.zScore
  if (!isOneOf(zScoreModes, zScore)) return invalid('zScore', oneOf(zScoreModes), zScore)
  const log = read(pairParameterNames.log) ?? String(defaultPairParameters.log)
  if (log !== 'true' && log !== 'false') return invalid('log', 'true or false', log)
  return inOrder({ ...defaultPairParameters, ...numbers, hedge, zScore, log: log === 'true' })
}

/** The parameters as an address carries them: only those that differ from the default, in a fixed order. */
export function pairParameterEntries(
  parameters: PairParameters,
): readonly (readonly [string, string])[] {
  return (Object.keys(pairParameterNames) as (keyof PairParameters)[])
    .filter((field) => parameters[field] !== defaultPairParameters[field])
    .map((field) => [pairParameterNames[field], String(parameters[field])])
}

/** exit < entry < stop, else a position would close or stop on the bar that opened it. */
function inOrder(value: PairParameters): ParsedPairParameters {
  if (value.exit >= value.entry) {
    return invalid('exit', `less than entry (${value.entry})`, String(value.exit))
  }
  if (value.stop <= value.entry) {
    return invalid('stop', `more than entry (${value.entry})`, String(value.stop))
  }
  return { kind: 'value', value }
}

function numberWithin(text: string, range: NumberRange): number | undefined {
  if (!/^-?\d+(\.\d+)?$/.test(text)) return undefined
  const value = Number(text)
  if (value < range.low || value > range.high) return undefined
  return range.whole && !Number.isInteger(value) ? undefined : value
}

function describe(range: NumberRange): string {
  return `a ${range.whole ? 'whole number' : 'number'} from ${range.low} to ${range.high}`
}

function oneOf(values: readonly string[]): string {
  return `one of ${values.join(', ')}`
}

function isOneOf<Value extends string>(values: readonly Value[], text: string): text is Value {
  return (values as readonly string[]).includes(text)
}

function invalid(
  field: keyof PairParameters,
  expected: string,
  came: string,
): ParsedPairParameters {
  const shown = came.length > 40 ? `${came.slice(0, 40)}...` : came
  return {
    kind: 'invalid',
    field,
    message: `${pairParameterNames[field]}: expected ${expected}, got '${shown}'`,
  }
}
