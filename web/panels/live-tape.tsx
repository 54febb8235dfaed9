import type { VNode } from 'preact'
import type { ArbitrageState, TapeRow } from '../../src/protocol/arbitrage-desk.ts'
import {
  formatClock,
  formatElapsed,
  formatFixed,
  formatPercent,
  formatQuantity,
  formatSigned,
} from '../format.ts'
import { typedProfit, typeProfit } from '../arbitrage-fields.ts'
import { leastProfitIn, ofLeastProfit, type LeastProfit } from '../least-profit.ts'
import { toneOf } from './figure.tsx'
import { VenueName } from './venue-name.tsx'

const ends = {
  edge: 'gone',
  stale: 'silent book',
  crossed: 'crossed book',
  distrusted: 'distrusted book',
  'end-of-tape': 'open',
} as const

/** What is open, and what has been: the latest first. */
export function LiveTape(props: {
  readonly state: ArbitrageState
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { open, ended, asset } = props.state
  const least = leastProfitIn(typedProfit.value)
  const all = [...open.toReversed(), ...ended]
  const rows = ofLeastProfit(all, least)
  return (
    <section class="panel arbitrage-wide" aria-label="Opportunities">
      <div class="panel-head">
        <h2>Opportunities</h2>
        <span class="soft">
          {asset.base}, open ones first
          {ended.length > 0 && `, then the last ${formatFixed(ended.length, 0)}`}
        </span>
        <LeastProfitField least={least} quote={asset.quote} />
        <span class="count numbers">
          {formatFixed(rows.length, 0)}
          {rows.length < all.length && ` of ${formatFixed(all.length, 0)}`}
        </span>
      </div>
      {rows.length === 0 ? (
        <p class="panel-empty">
          {all.length === 0
            ? 'Nothing could be bought at one venue and sold at another for more than both fees yet.'
            : 'None of them had so much profit.'}
        </p>
      ) : (
        <div class="scroll live-tape" tabIndex={0} role="group" aria-label="Tape">
          <table class="rows row-cards">
            <thead>
              <tr>
                <th class="text">began (UTC)</th>
                <th>lasted</th>
                <th class="text">ended</th>
                <th class="text">buy at</th>
                <th class="text">sell at</th>
                <th>quantity</th>
                <th title="Of the best executable quantity, at its start">net bps</th>
                <th title="At the touch, the best in its life">best bps</th>
                <th>profit, {asset.quote}</th>
                <th title="Of both orders filled whole, told when it began; needs twenty outcomes">
                  chance
                </th>
                <th title="Two orders sent at its start, filled when they arrive">captured</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={keyOf(row)} row={row} colours={props.colours} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

/** Typed in what profits are in; empty: any. */
function LeastProfitField(props: { readonly least: LeastProfit; readonly quote: string }): VNode {
  const { least, quote } = props
  return (
    <label class="least-profit">
      profit from{' '}
      <input
        inputMode="decimal"
        value={typedProfit.value}
        placeholder="any"
        aria-label={`Least profit, ${quote}`}
        aria-invalid={least.kind === 'unreadable'}
        maxLength={12}
        spellcheck={false}
        onInput={({ currentTarget }) => typeProfit(currentTarget.value)}
      />{' '}
      {quote}
      {least.kind === 'unreadable' && (
        <span class="loss" role="status">
          no number
        </span>
      )}
    </label>
  )
}

function keyOf({ startTime, buyVenue, sellVenue }: TapeRow): string {
  return `${startTime} ${buyVenue} ${sellVenue}`
}

function Row(props: {
  readonly row: TapeRow
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { row, colours } = props
  const captured = row.captured?.profitQuote ?? null
  return (
    <tr class={row.open ? 'tape-open' : undefined}>
      <td class="text" title={formatClock(row.startTime)}>
        {formatClock(row.startTime).slice(-12)}
      </td>
      <td data-name="lasted">{formatElapsed(row.durationMs)}</td>
      <td data-name="ended" class={`text ${row.open ? 'strong' : 'soft'}`}>
        {ends[row.endReason]}
      </td>
      <td data-name="buy at" class="text">
        <VenueName venue={row.buyVenue} colours={colours} />
      </td>
      <td data-name="sell at" class="text">
        <VenueName venue={row.sellVenue} colours={colours} />
      </td>
      <td data-name="quantity">{formatQuantity(row.quantity, 5)}</td>
      <td data-name="net bps">{formatSigned(row.netBps, 2)}</td>
      <td data-name="best bps">{formatSigned(row.peakBps, 2)}</td>
      <td data-name={`profit, ${row.quote}`} class={toneOf(row.profitQuote)}>
        {formatSigned(row.profitQuote, 2)}
      </td>
      <td data-name="chance">{formatPercent(row.captureProbability, 0)}</td>
      <td data-name="captured" class={toneOf(captured)}>
        {formatSigned(captured, 2)}
      </td>
    </tr>
  )
}
