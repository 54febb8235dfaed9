import type { WalkForwardParameters as Assumed } from '../research/pairs/walk-forward-result.ts'
import {
  nullFields,
  tradedFields,
  type NullParameters,
  type TradedParameters,
} from './pair-parameters.ts'
import {
  parameterEntries,
  parseParameters,
  usualParameters,
  type FieldsOf,
  type ParsedParameters,
} from './parameter-fields.ts'
import { levelsFault } from './trading-levels.ts'

/** What a reader of the desk may change about a walk-forward; the rest stays as the command line has it. */
export interface WalkForwardParameters
  extends
    TradedParameters,
    NullParameters,
    Pick<
      Assumed,
      | 'formationBars'
      | 'tradingBars'
      | 'maxPairs'
      | 'select'
      | 'alpha'
      | 'fdr'
      | 'null'
      | 'universes'
    > {
  /** Most gross exposure, in capital. */
  readonly gross: number
}

/** The command line's options, and what they may be. */
export const walkForwardFields: FieldsOf<WalkForwardParameters> = {
  formationBars: {
    kind: 'number',
    name: 'formation',
    usual: 365,
    limit: { kind: 'whole', least: 30 },
  },
  tradingBars: { kind: 'number', name: 'trading', usual: 90, limit: { kind: 'whole', least: 1 } },
  maxPairs: { kind: 'number', name: 'max-pairs', usual: 10, limit: { kind: 'whole', least: 1 } },
  select: { kind: 'choice', name: 'select', usual: 'fdr', words: ['fdr', 'rank'] },
  alpha: { kind: 'number', name: 'alpha', usual: 0.05, limit: { kind: 'open-probability' } },
  fdr: { kind: 'choice', name: 'fdr', usual: 'bh', words: ['bh', 'by', 'none'] },
  null: {
    kind: 'choice',
    name: 'null',
    usual: 'asymptotic',
    words: ['asymptotic', 'bootstrap'],
  },
  universes: { kind: 'number', name: 'universes', usual: 500, limit: { kind: 'whole', least: 1 } },
  ...tradedFields,
  gross: { kind: 'number', name: 'gross', usual: 1, limit: { kind: 'positive' } },
  ...nullFields,
}

/** Those of `isobar pairs walkforward`, but for prices as logarithms; a test holds them equal. */
export const defaultWalkForwardParameters: WalkForwardParameters =
  usualParameters(walkForwardFields)

/** The parameters an address asks for; what it leaves out is the default. */
export function parseWalkForwardParameters(
  read: (name: string) => string | undefined,
): ParsedParameters<WalkForwardParameters> {
  const parsed = parseParameters(walkForwardFields, read)
  if (parsed.kind === 'invalid') return parsed
  const fault = levelsFault(parsed.value)
  return fault === undefined ? parsed : { kind: 'invalid', ...fault }
}

/** As an address carries them: only those that differ from the default, in a fixed order. */
export function walkForwardEntries(
  parameters: WalkForwardParameters,
): readonly (readonly [string, string])[] {
  return parameterEntries(walkForwardFields, parameters)
}
