import type { VNode } from 'preact'

/** A statistical test, or a strategy's run, as it was printed: its columns are aligned by spaces. */
export function SummaryView({ run }: { readonly run: { readonly summary: string } }): VNode {
  return (
    <main class="summary-view">
      <pre>{run.summary}</pre>
    </main>
  )
}
