import type { VNode } from 'preact'
import type { AccountState } from '../../src/protocol/market.ts'

/** The last records of the journal, the newest first. */
export function JournalPanel({ account }: { readonly account: AccountState }): VNode {
  const { records, journal, droppedRows } = account
  return (
    <section class="panel" aria-label="Journal">
      <div class="panel-head">
        <h2>Journal</h2>
        <span class="soft">
          on the disk before anything leaves: <code>{journal}</code>
        </span>
        <span class="count numbers">
          {droppedRows > 0 &&
            `${droppedRows} row${droppedRows === 1 ? '' : 's'} of market data dropped; `}
          last {records.length}
        </span>
      </div>
      {records.length === 0 ? (
        <p class="panel-empty">Nothing has been written down yet.</p>
      ) : (
        <div class="scroll journal-scroll" tabIndex={0}>
          <table class="rows row-cards">
            <thead>
              <tr>
                <th>#</th>
                <th class="text">time, UTC</th>
                <th class="text">kind</th>
                <th class="text">where</th>
                <th class="text">what</th>
              </tr>
            </thead>
            <tbody>
              {records.map((row) => (
                <tr key={row.number}>
                  <td class="soft">{row.number}</td>
                  <td class="text">{secondsOf(row.time)}</td>
                  <td class={`text strong ${row.kind === 'kill' ? 'loss' : ''}`}>{row.kind}</td>
                  <td class="text">{row.where}</td>
                  <td class="words row-card-wide">{row.what}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** Epoch milliseconds as `2024-01-05 14:00:03.250`, UTC: records come many a second. */
function secondsOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ')
}
