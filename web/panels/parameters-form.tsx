import type { VNode } from 'preact'
import { pairFields, parsePairParameters } from '../../src/protocol/pair-parameters.ts'
import type { PairAddress } from '../address.ts'
import { visit } from '../store.ts'
import { FieldsForm, type FieldGroup, type FieldLabel } from './fields-form.tsx'
import { tradingLabels } from './trading-labels.ts'

/** How the parameters of a pair are called. */
export const pairLabels: Readonly<Record<string, FieldLabel>> = {
  ...tradingLabels,
  train: { label: 'Train', unit: 'bars', title: 'Bars a fold is estimated on' },
  test: { label: 'Test', unit: 'bars', title: 'Bars it is then traded on' },
}

export const pairGroups: readonly FieldGroup[] = [
  { names: ['entry', 'exit', 'stop', 'fee-bps', 'train', 'test', 'slippage-bps', 'log'] },
  { names: ['hedge', 'z', 'break-monitor'] },
]

/** The assumptions about a pair that a reader may change; running puts them into the address. */
export function ParametersForm({ address }: { readonly address: PairAddress }): VNode {
  return (
    <FieldsForm
      fields={pairFields}
      labels={pairLabels}
      groups={pairGroups}
      parameters={address.parameters}
      parse={parsePairParameters}
      canRunAgain={false}
      onRun={(parameters) => visit({ ...address, parameters })}
    />
  )
}
