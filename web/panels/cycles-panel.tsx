import type { VNode } from 'preact'
import type { FoundCycle } from '../../src/research/arbitrage/scan-result.ts'
import { formatClock, formatElapsed, formatFixed, formatSigned } from '../format.ts'
import { RowGrid, type GridHead } from './row-grid.tsx'

const heads: readonly GridHead[] = [
  { text: 'began (UTC)', isText: true },
  { text: 'lasted' },
  { text: 'kind', isText: true },
  { text: 'way round', isText: true },
  { text: 'bps' },
  { text: 'profit' },
  { text: 'in', isText: true },
]

/** Ways round through currencies that ended with more than they began with. */
export function CyclesPanel({ cycles }: { readonly cycles: readonly FoundCycle[] }): VNode {
  return (
    <section class="panel" aria-label="Ways round">
      <div class="panel-head">
        <h2>Ways round through currencies</h2>
        <span class="count numbers">{formatFixed(cycles.length, 0)}</span>
      </div>
      <RowGrid
        label="Ways round"
        class="cycles-grid"
        heads={heads}
        rowCount={cycles.length}
        chosen={null}
        onChoose={() => undefined}
        row={(index) => <Cells cycle={cycles[index]!} />}
      />
    </section>
  )
}

function Cells({ cycle }: { readonly cycle: FoundCycle }): VNode {
  const way = cycle.legs.map(({ side, venue, symbol }) => `${side} ${venue} ${symbol}`).join(', ')
  const cells = [
    formatClock(cycle.startTime),
    formatElapsed(cycle.durationMs),
    cycle.kind,
    way,
    formatSigned(cycle.netBps, 2),
    formatSigned(cycle.profitQuote, 2),
    cycle.quote,
  ]
  return (
    <>
      {heads.map(({ text, isText }, column) => (
        <div
          key={text}
          role="gridcell"
          class={isText === true ? 'cell text' : 'cell'}
          title={text === 'way round' ? way : undefined}
        >
          {cells[column]}
        </div>
      ))}
    </>
  )
}
