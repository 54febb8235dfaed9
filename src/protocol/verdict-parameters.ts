import {
  nullFields,
  pairFields,
  type NullParameters,
  type PairParameters,
} from './pair-parameters.ts'
import {
  parameterEntries,
  parseParameters,
  usualParameters,
  type FieldsOf,
  type ParsedParameters,
} from './parameter-fields.ts'
import { levelsFault } from './trading-levels.ts'

/** What a reader of the desk may change about a card on a pair. */
export type VerdictParameters = PairParameters & NullParameters

/** As many drawn pairs as the command line asks: the smallest p-value is then one in a hundred. */
const drawnUsually = 99

export const verdictFields: FieldsOf<VerdictParameters> = {
  ...pairFields,
  ...nullFields,
  nullRuns: { ...nullFields.nullRuns, usual: drawnUsually },
}

export const defaultVerdictParameters: VerdictParameters = usualParameters(verdictFields)

export function parseVerdictParameters(
  read: (name: string) => string | undefined,
): ParsedParameters<VerdictParameters> {
  const parsed = parseParameters(verdictFields, read)
  if (parsed.kind === 'invalid') return parsed
  const fault = levelsFault(parsed.value)
  return fault === undefined ? parsed : { kind: 'invalid', ...fault }
}

export function verdictEntries(
  parameters: VerdictParameters,
): readonly (readonly [string, string])[] {
  return parameterEntries(verdictFields, parameters)
}
