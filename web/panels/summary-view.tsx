import type { VNode } from 'preact'
import type { StatsRun } from '../../src/protocol/stats-run.ts'

/** A statistical test as it was printed: its columns are aligned by spaces. */
export function SummaryView({ run }: { readonly run: StatsRun }): VNode {
  return (
    <main class="summary-view">
      <pre>{run.summary}</pre>
    </main>
  )
}
