import type { VNode } from 'preact'
import type { PlainResult } from '../state.ts'
import { documentParts, type DocumentTable } from '../document-parts.ts'
import { Line } from './metrics-panel.tsx'

/** A run without a page of its own: as it was printed where it kept that, then its fields and tables by name. */
export function DocumentView({ result }: { readonly result: PlainResult }): VNode {
  const { fields, tables } = documentParts(result.document)
  const { summary } = result.document
  return (
    <main class="result plain-document">
      <section class="result-head">
        <div class="result-title">
          <h1>{result.of.replaceAll('-', ' ')}</h1>
        </div>
      </section>
      {typeof summary === 'string' && summary !== '' && (
        <section class="panel summary-view" aria-label="As printed">
          <pre>{summary}</pre>
        </section>
      )}
      <div class="result-main">
        {tables.map((table) => (
          <TablePanel key={table.name} table={table} />
        ))}
      </div>
      <aside class="result-side">
        <section class="panel" aria-label="Fields">
          <div class="panel-head">
            <h2>Fields</h2>
          </div>
          <dl class="pairs-of">
            {fields.map(([name, value]) => (
              <Line key={name} name={name}>
                {value}
              </Line>
            ))}
          </dl>
        </section>
      </aside>
    </main>
  )
}

function TablePanel({ table }: { readonly table: DocumentTable }): VNode {
  const { name, columns, rows, left } = table
  return (
    <section class="panel" aria-label={name}>
      <div class="panel-head">
        <h2>{name}</h2>
        <span class="count numbers">{rows.length + left}</span>
      </div>
      <div class="scroll">
        <table class="rows">
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column}>{column}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <tr key={index}>
                {columns.map((column, place) => (
                  <td key={column}>{row[place]}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && <p class="foot">and {left} more: all are in this file as JSON.</p>}
    </section>
  )
}
