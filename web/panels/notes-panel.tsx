import type { VNode } from 'preact'

/** What a run says about itself in sentences; nothing where it says none. */
export function NotesPanel({ notes }: { readonly notes: readonly string[] }): VNode | null {
  if (notes.length === 0) return null
  return (
    <section class="panel verdict-notes" aria-label="Notes">
      <div class="panel-head">
        <h2>Notes</h2>
      </div>
      <ul class="notes">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  )
}
