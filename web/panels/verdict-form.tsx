import type { VNode } from 'preact'
import { parseVerdictParameters, verdictFields } from '../../src/protocol/verdict-parameters.ts'
import type { VerdictAddress } from '../address.ts'
import { verdictWork } from '../load.ts'
import { visit } from '../store.ts'
import { FieldsForm, type FieldGroup, type FieldLabel } from './fields-form.tsx'
import { pairGroups, pairLabels } from './parameters-form.tsx'

const labels: Readonly<Record<string, FieldLabel>> = {
  ...pairLabels,
  'null-runs': { label: 'Null runs', title: 'Pairs drawn without cointegration' },
  seed: { label: 'Seed', title: 'Of everything that is drawn' },
}

const groups: readonly FieldGroup[] = [
  ...pairGroups,
  { head: 'Chance', names: ['null-runs', 'seed'] },
]

/** What a card is judged by; running puts it into the address and starts the work. */
export function VerdictForm(props: {
  readonly address: VerdictAddress
  readonly canRunAgain: boolean
}): VNode {
  const { address, canRunAgain } = props
  return (
    <FieldsForm
      fields={verdictFields}
      labels={labels}
      groups={groups}
      parameters={address.parameters}
      parse={parseVerdictParameters}
      canRunAgain={canRunAgain}
      onRun={(parameters) => {
        visit({ ...address, parameters })
        verdictWork.start()
      }}
    />
  )
}
