import type { VNode } from 'preact'
import { parseRadarHistory, radarHistoryFields } from '../../src/protocol/radar-parameters.ts'
import type { RadarHistoryAddress } from '../address.ts'
import { radarHistoryWork } from '../load.ts'
import { visit } from '../store.ts'
import { FieldsForm, type FieldGroup, type FieldLabel } from './fields-form.tsx'

const labels: Readonly<Record<string, FieldLabel>> = {
  formation: { label: 'Formation', unit: 'bars', title: 'Bars each screen looks at' },
  step: { label: 'Step', unit: 'bars', title: 'Bars from one screen to the next' },
  alpha: { label: 'Level', unit: 'q', title: 'Level of discovery' },
  fdr: {
    label: 'Control',
    title: 'Correction for many tests',
    meanings: { bh: 'Benjamini-Hochberg', by: 'Benjamini-Yekutieli', none: 'none' },
  },
  log: { label: 'log prices' },
}

const groups: readonly FieldGroup[] = [
  { names: ['formation', 'step', 'alpha', 'log'] },
  { names: ['fdr'] },
]

/** How the radar looks back; running puts it into the address and starts the work. */
export function RadarHistoryForm(props: {
  readonly address: RadarHistoryAddress
  readonly canRunAgain: boolean
}): VNode {
  const { address, canRunAgain } = props
  return (
    <FieldsForm
      fields={radarHistoryFields}
      labels={labels}
      groups={groups}
      parameters={address.parameters}
      parse={parseRadarHistory}
      canRunAgain={canRunAgain}
      onRun={(parameters) => {
        visit({ ...address, parameters })
        radarHistoryWork.start()
      }}
    />
  )
}
