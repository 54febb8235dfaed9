import type { VNode } from 'preact'
import {
  parseWalkForwardParameters,
  walkForwardFields,
} from '../../src/protocol/walk-forward-parameters.ts'
import type { WalkForwardAddress } from '../address.ts'
import { walkForwardWork } from '../load.ts'
import { visit } from '../store.ts'
import { FieldsForm, type FieldGroup, type FieldLabel } from './fields-form.tsx'
import { tradingLabels } from './trading-labels.ts'

const labels: Readonly<Record<string, FieldLabel>> = {
  ...tradingLabels,
  formation: { label: 'Formation', unit: 'bars', title: 'Bars a fold chooses and estimates on' },
  trading: { label: 'Trading', unit: 'bars', title: 'Bars it then trades' },
  'max-pairs': { label: 'Most pairs', title: 'Most relations a fold chooses' },
  alpha: { label: 'Level', unit: 'q', title: 'Level of discovery' },
  select: {
    label: 'Choose',
    meanings: { fdr: 'what is found cointegrated', rank: 'what would pay most' },
  },
  fdr: {
    label: 'Control',
    title: 'Correction for many tests',
    meanings: { bh: 'Benjamini-Hochberg', by: 'Benjamini-Yekutieli', none: 'none' },
  },
  null: {
    label: 'p from',
    meanings: { asymptotic: 'tables', bootstrap: 'universes drawn from the formation' },
  },
  universes: { label: 'Universes', title: 'Universes a formation, where these decide' },
  gross: { label: 'Gross', unit: 'x', title: 'Most gross exposure, in capital' },
  'null-runs': {
    label: 'Null runs',
    title: 'The same rules on so many universes drawn without cointegration',
  },
  seed: { label: 'Seed', title: 'Of everything that is drawn' },
}

const groups: readonly FieldGroup[] = [
  { head: 'Choosing', names: ['formation', 'trading', 'max-pairs', 'alpha'] },
  { names: ['select', 'fdr', 'null'] },
  { head: 'Trading', names: ['entry', 'exit', 'stop', 'gross', 'fee-bps', 'slippage-bps'] },
  { names: ['hedge', 'z', 'log', 'break-monitor'] },
  { head: 'Chance', names: ['null-runs', 'universes', 'seed'] },
]

/** The assumptions of a walk-forward; running puts them into the address and starts the work. */
export function WalkForwardForm(props: {
  readonly address: WalkForwardAddress
  readonly canRunAgain: boolean
}): VNode {
  const { address, canRunAgain } = props
  return (
    <FieldsForm
      fields={walkForwardFields}
      labels={labels}
      groups={groups}
      parameters={address.parameters}
      parse={parseWalkForwardParameters}
      canRunAgain={canRunAgain}
      onRun={(parameters) => {
        visit({ ...address, parameters })
        walkForwardWork.start()
      }}
    />
  )
}
