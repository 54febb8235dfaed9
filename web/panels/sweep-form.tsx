import type { VNode } from 'preact'
import { parseSweepParameters, sweepFields } from '../../src/protocol/sweep-parameters.ts'
import type { SweepAddress } from '../address.ts'
import { sweepWork } from '../load.ts'
import { visit } from '../store.ts'
import { FieldsForm, type FieldGroup, type FieldLabel } from './fields-form.tsx'
import { pairGroups, pairLabels } from './parameters-form.tsx'

const labels: Readonly<Record<string, FieldLabel>> = {
  ...pairLabels,
  grid: {
    label: 'Grid',
    title:
      'name=from:to:step or name=a/b/c, comma between: entry, exit, stop, train, test, fee-bps',
  },
}

const groups: readonly FieldGroup[] = [
  { head: 'Grid', names: ['grid'] },
  ...pairGroups.map((group, place) =>
    place === 0 ? { ...group, head: 'Where not in it' } : group,
  ),
]

/** The grid of a sweep and what is not in it; running puts them into the address and starts the work. */
export function SweepForm(props: {
  readonly address: SweepAddress
  readonly canRunAgain: boolean
}): VNode {
  const { address, canRunAgain } = props
  return (
    <FieldsForm
      fields={sweepFields}
      labels={labels}
      groups={groups}
      parameters={address.parameters}
      parse={parseSweepParameters}
      canRunAgain={canRunAgain}
      onRun={(parameters) => {
        visit({ ...address, parameters })
        sweepWork.start()
      }}
    />
  )
}
