import type { VNode } from 'preact'
import type { ScanFault } from '../../src/research/arbitrage/scan-result.ts'
import { formatElapsed, formatFixed } from '../format.ts'

const faultsMost = 40

/** What was not used and how often: an opportunity on a book that stands still is none. */
export function ArbFaultsPanel({ faults }: { readonly faults: readonly ScanFault[] }): VNode {
  const shown = faults.toSorted((a, b) => b.count - a.count).slice(0, faultsMost)
  return (
    <section class="panel" aria-label="Not used">
      <div class="panel-head">
        <h2>Not used</h2>
        <span class="count numbers">{faults.length}</span>
      </div>
      {shown.length === 0 ? (
        <p class="grid-empty">No book was silent, crossed or distrusted.</p>
      ) : (
        <div class="scroll faults">
          <table class="rows">
            <thead>
              <tr>
                <th class="text">why</th>
                <th class="text">what</th>
                <th>times</th>
                <th>for</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((fault) => {
                const [what, lasted] = wordsOf(fault)
                return (
                  <tr key={`${fault.kind} ${what}`}>
                    <td class="text">{fault.kind.replaceAll('-', ' ')}</td>
                    <td class="words soft">{what}</td>
                    <td>{formatFixed(fault.count, 0)}</td>
                    <td>{lasted}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

function wordsOf(fault: ScanFault): readonly [what: string, lasted: string] {
  switch (fault.kind) {
    case 'different-assets':
      return [
        `${fault.base} at ${fault.buyVenue} and ${fault.sellVenue}`,
        `ratio ${formatFixed(fault.ratio, 3)}`,
      ]
    case 'multiplier':
      return [`${fault.multiple} beside ${fault.base}`, '']
    case 'stale':
    case 'crossed':
    case 'distrusted':
      return [`${fault.venue} ${fault.symbol} ${fault.class}`, formatElapsed(fault.durationMs)]
  }
}
