import type { VNode } from 'preact'
import type { ReportRun } from '../state.ts'

/** What a report's numbers were made from, so that someone can make them again. */
export function RunFacts({ run }: { readonly run: ReportRun }): VNode {
  return (
    <footer class="run-facts">
      <p>
        <code>isobar {run.command}</code>, version {run.version}
        {run.seed !== null && `, seed ${run.seed}`}
      </p>
      {run.inputs.length > 0 && (
        <details>
          <summary>{run.inputs.length} input files with their sha256</summary>
          <ul>
            {run.inputs.map(({ file, sha256 }) => (
              <li key={file}>
                {file} <code>{sha256}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </footer>
  )
}
