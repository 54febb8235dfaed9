import type { VNode } from 'preact'
import type { FlowMeasure } from '../../src/protocol/flow.ts'
import { formatSignificant, missing } from '../format.ts'

const barPx = 56

/** What the model looks at, as it is now, and where that stands in what it was trained on. */
export function FlowMeasuresPanel(props: { readonly measures: readonly FlowMeasure[] }): VNode {
  const { measures } = props
  const known = measures.filter(({ value }) => value !== null).length
  return (
    <section class="panel" aria-label="Measures">
      <div class="panel-head">
        <h2>Measures</h2>
        <span class="soft">
          {known} of {measures.length} known
        </span>
      </div>
      <div class="scroll flow-measures" tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th class="text">measure</th>
              <th>now</th>
              <th
                class="text"
                title="Where it stands, from the lowest tenth of training to the highest"
              >
                of training
              </th>
            </tr>
          </thead>
          <tbody>
            {measures.map((measure) => (
              <Measure key={measure.name} measure={measure} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Measure({ measure }: { readonly measure: FlowMeasure }): VNode {
  const { name, value, place, isBeyond } = measure
  return (
    <tr>
      <td class="text">{name}</td>
      <td class={isBeyond ? 'loss' : ''}>
        {value === null ? missing : formatSignificant(value, 4)}
      </td>
      <td class="bar">
        {place === null ? (
          <span class="soft">{value === null ? 'not yet' : 'unused'}</span>
        ) : (
          <svg
            viewBox={`0 0 ${barPx} 12`}
            width={barPx}
            height="12"
            role="img"
            aria-label={isBeyond ? 'beyond what was trained on' : `tenth ${placeWord(place)} of 10`}
          >
            <rect class="share-ground" x="0" y="5" width={barPx} height="2" />
            <circle
              class={isBeyond ? 'bar-loss' : 'flow-place'}
              cx={4 + place * (barPx - 8)}
              cy="6"
              r="4"
            />
          </svg>
        )}
      </td>
    </tr>
  )
}

function placeWord(place: number): number {
  return 1 + Math.round(place * 9)
}
