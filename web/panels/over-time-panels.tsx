import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import type {
  PairHistory,
  RadarHistoryResult,
} from '../../src/research/radar/radar-history-result.ts'
import { darkScale, lightScale, type ColourScale } from '../draw/colour-scale.ts'
import { formatDay, formatFixed, formatPercent } from '../format.ts'
import { openPair } from '../open-pair.ts'
import type { DeskState } from '../state.ts'
import { isDark } from '../theme.ts'
import { HistoryStrip } from './history-strip.tsx'
import { MatrixLegend } from './matrix-legend.tsx'
import { RowGrid, type GridHead } from './row-grid.tsx'

/** A strip for every pair that was ever found: when, and how long in a row. */
export function StripsPanel(props: {
  readonly state: DeskState
  readonly result: RadarHistoryResult
}): VNode {
  const { state, result } = props
  const { formations, pairs, parameters } = result
  const [chosen, setChosen] = useState<number | null>(null)
  const scale = isDark(state.theme) ? darkScale : lightScale
  const span = `${formatDay(formations[0]?.to ?? NaN)} to ${formatDay(formations.at(-1)?.to ?? NaN)}`
  const heads: readonly GridHead[] = [
    { text: 'y', isText: true },
    { text: 'x', isText: true },
    { text: 'found', title: 'Formations that found the pair, of those that tested it' },
    { text: 'in a row', title: 'Most formations in a row' },
    { text: 'first' },
    { text: 'last' },
    { text: `formations ending ${span}`, isText: true },
  ]
  return (
    <section class="panel" aria-label="Pairs over time">
      <div class="panel-head">
        <h2>Pairs that were ever found</h2>
        <MatrixLegend scale={scale} alpha={parameters.alpha} />
        <span class="count numbers">{pairs.length}</span>
      </div>
      {pairs.length === 0 ? (
        <p class="grid-empty">
          No formation found a relation. A longer formation sees slower ones; a higher level sees
          more, and more that is not there.
        </p>
      ) : (
        <RowGrid
          label="Pairs over time"
          class="strips-grid"
          heads={heads}
          rowCount={pairs.length}
          chosen={chosen}
          onChoose={setChosen}
          onOpen={(index) => {
            const pair = pairs[index]
            if (pair !== undefined) openPair(pair)
          }}
          row={(index) => <Cells pair={pairs[index]} result={result} scale={scale} />}
        />
      )}
    </section>
  )
}

function Cells(props: {
  readonly pair: PairHistory | undefined
  readonly result: RadarHistoryResult
  readonly scale: ColourScale
}): VNode | null {
  const { pair, result, scale } = props
  if (pair === undefined) return null
  const endOf = (formation: number): string => formatDay(result.formations[formation]?.to ?? NaN)
  return (
    <>
      <div role="gridcell" class="cell text strong">
        {pair.y}
      </div>
      <div role="gridcell" class="cell text soft">
        {pair.x}
      </div>
      <div role="gridcell" class="cell">
        {pair.found} <span class="soft">of {pair.tested}</span>
      </div>
      <div role="gridcell" class="cell">
        {pair.longestRun}
      </div>
      <div role="gridcell" class="cell">
        {endOf(pair.first)}
      </div>
      <div role="gridcell" class="cell">
        {endOf(pair.last)}
      </div>
      <div role="gridcell" class="cell strip-cell">
        <HistoryStrip qValues={pair.qValues} alpha={result.parameters.alpha} scale={scale} />
      </div>
    </>
  )
}

/** How much was found in each formation: bars over the same columns as the strips below. */
export function FormationsPanel({ result }: { readonly result: RadarHistoryResult }): VNode {
  const { formations } = result
  const most = Math.max(...formations.map(({ found }) => found), 1)
  return (
    <section class="panel" aria-label="Formations">
      <div class="panel-head">
        <h2>Found in each formation</h2>
        <span class="soft numbers">at most {formatFixed(most, 0)}</span>
        <span class="count numbers">{formations.length} formations</span>
      </div>
      <div class="formations" role="list">
        {formations.map(({ index, from, to, found, tested, listed }) => (
          <div
            key={index}
            role="listitem"
            title={`${formatDay(from)} to ${formatDay(to)}: ${found} found of ${formatFixed(tested, 0)} pairs, ${listed} series listed`}
          >
            <span class="formation-count numbers">{found}</span>
            <span class="formation-bar" style={{ height: `${(found / most) * 64}px` }} />
          </div>
        ))}
      </div>
      <p class="formation-ends soft numbers">
        <span>to {formatDay(formations[0]?.to ?? NaN)}</span>
        <span>to {formatDay(formations.at(-1)?.to ?? NaN)}</span>
      </p>
    </section>
  )
}

/** How many findings are findings again some formations later, beside what blind picks would give. */
export function PersistencePanel({ result }: { readonly result: RadarHistoryResult }): VNode {
  return (
    <section class="panel" aria-label="Found again">
      <div class="panel-head">
        <h2>Found again</h2>
      </div>
      <div class="scroll persistence" tabIndex={0}>
        <table class="rows">
          <thead>
            <tr>
              <th title="In formations">later by</th>
              <th title="Share of the bars both formations have">shared</th>
              <th>findings</th>
              <th>again</th>
              <th title="If the later formation had picked as many pairs blindly">by chance</th>
            </tr>
          </thead>
          <tbody>
            {result.persistence.map(({ lag, sharedBars, findings, again, byChance }) => (
              <tr key={lag} class={sharedBars === 0 ? '' : 'soft'}>
                <td>{lag}</td>
                <td>{formatPercent(sharedBars, 0)}</td>
                <td>{formatFixed(findings, 0)}</td>
                <td class="strong">{formatPercent(share(again, findings), 1)}</td>
                <td>{formatPercent(share(byChance, findings), 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="foot">
        Formations that share bars share their noise. Only where nothing is shared does a finding
        that comes back say something.
      </p>
    </section>
  )
}

function share(count: number, of: number): number | null {
  return of === 0 ? null : count / of
}
