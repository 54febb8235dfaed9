import type { VNode } from 'preact'
import type { VenueRow } from '../../src/protocol/market.ts'
import { formatFixed, formatSigned, missing } from '../format.ts'
import { Share } from './share.tsx'

/** How each venue's feed behaves: what of it may be traded on, and why not. */
export function VenuesPanel(props: {
  readonly venues: readonly VenueRow[]
  /** Epoch milliseconds. */
  readonly now: number
}): VNode {
  const { venues, now } = props
  return (
    <section class="panel" aria-label="Venues">
      <div class="panel-head">
        <h2>Venues</h2>
        <span class="soft">trust falls with gaps, crossings, silence and a clock that is off</span>
        <span class="count numbers">{venues.length}</span>
      </div>
      <div class="scroll" tabIndex={0}>
        <table class="rows row-cards venues-table">
          <thead>
            <tr>
              <th class="text">venue</th>
              <th class="text">status</th>
              <th title="The least trusted of its books, 0 to 1">trust</th>
              <th />
              <th title="Half of the messages of the last minute took no longer, from the venue’s stamp to here">
                latency ms
              </th>
              <th title="99 of 100 took no longer">99 % ms</th>
              <th title="The venue’s clock before ours">clock ms</th>
              <th>messages/s</th>
              <th title="Times that a book was lost since the start">gaps</th>
              <th>last s ago</th>
              <th class="text">its feed said last</th>
            </tr>
          </thead>
          <tbody>
            {venues.map((row) => (
              <tr key={row.venue}>
                <td class="text strong">{row.venue}</td>
                <td class={`text status status-${row.status}`}>{row.status}</td>
                <td data-name="trust">{formatFixed(row.trust, 2)}</td>
                <td class="bar row-card-blank">
                  <Share share={row.trust} isLow={row.trust < 0.5} />
                </td>
                <td data-name="latency ms">{formatFixed(row.latencyMsMedian, 1)}</td>
                <td data-name="99 % ms">{formatFixed(row.latencyMsHigh, 1)}</td>
                <td data-name="clock ms">{formatSigned(row.clockOffsetMs, 1)}</td>
                <td data-name="messages/s">{formatFixed(row.messagesPerSecond, 1)}</td>
                <td data-name="gaps" class={row.gaps > 0 ? 'loss' : ''}>
                  {formatFixed(row.gaps, 0)}
                </td>
                <td data-name="last s ago">
                  {row.lastMessageAt === null
                    ? missing
                    : formatFixed(Math.max(0, now - row.lastMessageAt) / 1_000, 1)}
                </td>
                <td class="words soft row-card-wide">{row.notice ?? missing}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
