import type { VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type {
  ArbitrageScanResult,
  FoundOpportunity,
} from '../../src/research/arbitrage/scan-result.ts'
import { commonMoney } from '../../src/core/common-money.ts'
import { opportunitiesTable } from '../../src/protocol/arb-tables.ts'
import {
  formatClock,
  formatElapsed,
  formatFixed,
  formatPercent,
  formatQuantity,
  formatSignificant,
  formatSigned,
} from '../format.ts'
import { toneOf } from './figure.tsx'
import { RowGrid, type GridHead } from './row-grid.tsx'
import { TableDownload } from './table-download.tsx'
import { VenueName } from './venue-name.tsx'

const heads: readonly GridHead[] = [
  { text: 'began (UTC)', isText: true },
  { text: 'lasted' },
  { text: 'asset', isText: true },
  { text: 'buy at', isText: true },
  { text: 'sell at', isText: true },
  { text: 'quantity' },
  { text: 'net bps', title: 'Of the best executable quantity, at its start' },
  { text: 'best bps', title: 'At the touch, the best in its life' },
  { text: 'profit' },
  { text: 'captured', title: 'Two orders frozen at its start, filled when they arrive' },
]

type Order = 'time' | 'profit' | 'edge'
const orders: readonly (readonly [Order, string])[] = [
  ['time', 'by time'],
  ['profit', 'by profit'],
  ['edge', 'by edge'],
]

/** Every opportunity of a scan; the chosen one's prices below. */
export function OpportunityTape(props: {
  readonly result: ArbitrageScanResult
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { result, colours } = props
  const [chosen, setChosen] = useState<number | null>(null)
  const [order, setOrder] = useState<Order>('time')
  const rows = useMemo(() => ordered(result.opportunities, order), [result, order])
  const isMixed = useMemo(() => new Set(rows.map(({ quote }) => quote)).size > 1, [rows])
  const one = chosen === null ? undefined : rows[chosen]
  return (
    <section class="panel" aria-label="Opportunities">
      <div class="panel-head">
        <h2>Opportunities</h2>
        <span class="soft">choose one for its prices</span>
        <div class="choice" role="group" aria-label="Order">
          {orders.map(([each, name]) => (
            <button
              key={each}
              type="button"
              aria-pressed={each === order}
              onClick={() => {
                setOrder(each)
                setChosen(null)
              }}
            >
              {name}
            </button>
          ))}
        </div>
        <span class="soft numbers">{formatFixed(rows.length, 0)}</span>
        {rows.length > 0 && (
          <TableDownload
            name="opportunities"
            table={() => opportunitiesTable(result.opportunities)}
          />
        )}
      </div>
      {rows.length === 0 ? (
        <p class="grid-empty">
          There was none: lower fees, or a lower least edge, may show what was close.
        </p>
      ) : (
        <RowGrid
          label="Opportunities"
          class="opportunities-grid"
          heads={heads}
          rowCount={rows.length}
          chosen={chosen}
          onChoose={setChosen}
          row={(index) => <Cells one={rows[index]!} isMixed={isMixed} colours={colours} />}
        />
      )}
      {one !== undefined && <Details one={one} />}
    </section>
  )
}

function ordered(
  opportunities: readonly FoundOpportunity[],
  order: Order,
): readonly FoundOpportunity[] {
  switch (order) {
    case 'time':
      return opportunities
    case 'profit': {
      const money = commonMoney(opportunities)
      const worth = (one: FoundOpportunity): number =>
        one.profitQuote === null ? -Infinity : (money?.of(one, one.profitQuote) ?? one.profitQuote)
      // What cannot be compared stays with its own.
      const apart = (a: FoundOpportunity, b: FoundOpportunity): number =>
        money === undefined ? a.quote.localeCompare(b.quote) : 0
      return opportunities.toSorted((a, b) => apart(a, b) || worth(b) - worth(a) || 0)
    }
    case 'edge':
      return opportunities.toSorted((a, b) => b.peakBps - a.peakBps)
  }
}

function Cells(props: {
  readonly one: FoundOpportunity
  /** Are profits in several currencies? */
  readonly isMixed: boolean
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { one, colours } = props
  const captured = one.captured?.profitQuote ?? null
  const { isMixed } = props
  return (
    <>
      <div role="gridcell" class="cell text">
        {formatClock(one.startTime)}
      </div>
      <div role="gridcell" class="cell">
        {formatElapsed(one.durationMs)}
        {one.open && '+'}
      </div>
      <div role="gridcell" class="cell text">
        {one.base}
        {one.kind === 'basis' && ' basis'}
      </div>
      {[one.buyVenue, one.sellVenue].map((venue, leg) => (
        <div key={leg} role="gridcell" class="cell text">
          <VenueName venue={venue} colours={colours} />
        </div>
      ))}
      <div role="gridcell" class="cell">
        {formatQuantity(one.quantity, 5)}
      </div>
      <div role="gridcell" class="cell">
        {formatSigned(one.netBps, 2)}
      </div>
      <div role="gridcell" class="cell">
        {formatSigned(one.peakBps, 2)}
      </div>
      <div role="gridcell" class={`cell ${toneOf(one.profitQuote) ?? ''}`}>
        {formatSigned(one.profitQuote, 2)} {isMixed && <span class="soft">{one.quote}</span>}
      </div>
      <div role="gridcell" class={`cell ${toneOf(captured) ?? ''}`}>
        {formatSigned(captured, 2)}
      </div>
    </>
  )
}

const ends = {
  edge: 'the edge was gone',
  stale: 'a book fell silent',
  crossed: 'a book crossed in itself',
  distrusted: 'a book was no longer trusted',
  'end-of-tape': 'the tape ended',
} as const

function Details({ one }: { readonly one: FoundOpportunity }): VNode {
  const { captured } = one
  return (
    <div class="legs scroll">
      <table class="rows">
        <caption>
          {one.base} in {one.quote}: event {one.cluster}, ended because {ends[one.endReason]}
          {one.captureProbability !== null &&
            `; full capture was given ${formatPercent(one.captureProbability, 1)} beforehand`}
        </caption>
        <thead>
          <tr>
            <th class="text">leg</th>
            <th class="text">at</th>
            <th>average price</th>
            <th>wanted</th>
            <th>would have got</th>
          </tr>
        </thead>
        <tbody>
          {(
            [
              ['buy', one.buyVenue, one.buySymbol, one.buyPrice, captured?.buyQuantity],
              ['sell', one.sellVenue, one.sellSymbol, one.sellPrice, captured?.sellQuantity],
            ] as const
          ).map(([side, venue, symbol, price, got]) => (
            <tr key={side}>
              <td class={`text ${side === 'buy' ? 'leg-y' : 'leg-x'}`}>{side}</td>
              <td class="text">
                {venue} {symbol}
              </td>
              <td>{formatSignificant(price, 9)}</td>
              <td>{formatSignificant(one.quantity, 6)}</td>
              <td>{formatSignificant(got ?? null, 6)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
