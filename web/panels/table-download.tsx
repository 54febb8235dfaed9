import type { VNode } from 'preact'
import { csvOf, type RunTable } from '../../src/protocol/run-tables.ts'
import { download } from '../download.ts'

/** A table of the page as a CSV file. */
export function TableDownload(props: {
  /** `trades`: the file is called so. */
  readonly name: string
  readonly table: () => RunTable
}): VNode {
  const { name, table } = props
  return (
    <button
      type="button"
      class="plain"
      title={`Save ${name}.csv`}
      onClick={() => download(`${name}.csv`, csvOf(table()))}
    >
      {name} CSV
    </button>
  )
}
