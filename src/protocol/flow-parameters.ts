import {
  parameterEntries,
  parseParameters,
  usualParameters,
  type FieldsOf,
  type ParsedParameters,
} from './parameter-fields.ts'

/** What a reader of the desk may say about a model that is trained there. */
export interface FlowTrainParameters {
  /** `venue:BASE-QUOTE`; empty: the first there is. */
  readonly instrument: string
  readonly horizonSeconds: number
  readonly model: 'linear' | 'logistic' | 'boosted'
}

export const flowTrainFields: FieldsOf<FlowTrainParameters> = {
  instrument: { kind: 'text', name: 'instrument', usual: '', charactersMax: 60 },
  horizonSeconds: {
    kind: 'number',
    name: 'horizon',
    usual: 10,
    limit: { kind: 'whole', least: 5, most: 300 },
  },
  model: {
    kind: 'choice',
    name: 'model',
    usual: 'linear',
    words: ['linear', 'logistic', 'boosted'],
  },
}

export const defaultFlowTrain: FlowTrainParameters = usualParameters(flowTrainFields)

/** The parameters an address asks for; what it leaves out is the default. */
export function parseFlowTrain(
  read: (name: string) => string | undefined,
): ParsedParameters<FlowTrainParameters> {
  return parseParameters(flowTrainFields, read)
}

/** The parameters as an address carries them. */
export function flowTrainEntries(
  parameters: FlowTrainParameters,
): readonly (readonly [string, string])[] {
  return parameterEntries(flowTrainFields, parameters)
}
