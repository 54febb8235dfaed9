import type { ComponentChildren, VNode } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { LadderBook } from '../../src/core/ladder-book.ts'
import { formatFixed, formatSigned, formatSignificant } from '../format.ts'
import { ladderRows, ladderStep, spreadBps, stepDecimals, type LadderRow } from '../ladder-rows.ts'
import { VenueName } from './venue-name.tsx'

const rowsMost = 14

/** All books of an asset as one, each venue in its colour: asks above, bids below. */
export function LadderPanel(props: {
  readonly books: readonly LadderBook[]
  readonly base: string
  readonly quote: string
  readonly colours: ReadonlyMap<string, string>
  /** Venues whose fees they list themselves: those of others are supposed. Absent: as the run was told. */
  readonly feesListed?: readonly string[]
  readonly children?: ComponentChildren
}): VNode {
  const { books, base, quote, colours, feesListed } = props
  const [withFees, setWithFees] = useState(false)
  const [asks, bids] = useMemo(
    () =>
      (['asks', 'bids'] as const).map((side) => ladderRows(books, { side, rowsMost, withFees })),
    [books, withFees],
  ) as [readonly LadderRow[], readonly LadderRow[]]
  const largest = Math.max(...[...asks, ...bids].map(({ quantity }) => quantity), 1e-300)
  const step = ladderStep(books, withFees)
  const digits =
    step === undefined
      ? digitsOf([...asks, ...bids].map(({ price }) => price))
      : Math.min(10, stepDecimals(step))
  const look = { colours, largest, digits }
  const spread = spreadBps(bids[0]?.best, asks[0]?.best)
  return (
    <section class="panel" aria-label="Consolidated ladder">
      <div class="panel-head">
        <h2>Consolidated ladder</h2>
        {props.children}
        <label class="check ladder-fees">
          <input
            type="checkbox"
            checked={withFees}
            onChange={({ currentTarget }) => setWithFees(currentTarget.checked)}
          />
          after taker fees
        </label>
      </div>
      <Venues books={books} colours={colours} feesListed={feesListed} />
      <table class="rows ladder">
        <thead>
          <tr>
            <th>price, {quote}</th>
            <th>{base}</th>
            <th>together</th>
            <th class="text">at</th>
          </tr>
        </thead>
        <tbody>
          {asks.toReversed().map((row) => (
            <Row key={row.price} row={row} tone="loss" look={look} />
          ))}
          <tr class="ladder-spread">
            <td colSpan={4}>
              {Number.isNaN(spread)
                ? 'one side is missing'
                : spread < 0
                  ? `crossed between venues by ${formatFixed(-spread, 2)} bps`
                  : `spread ${formatSigned(spread, 2).replace('+', '')} bps`}
              {withFees && ', fees of both sides in it'}
            </td>
          </tr>
          {bids.map((row) => (
            <Row key={row.price} row={row} tone="gain" look={look} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Venues(props: {
  readonly books: readonly LadderBook[]
  readonly colours: ReadonlyMap<string, string>
  readonly feesListed: readonly string[] | undefined
}): VNode {
  const { books, colours, feesListed } = props
  return (
    <div class="ladder-venues">
      {books.map(({ venue, instrument, takerFeeBps }) => (
        <span key={`${venue} ${instrument}`}>
          <VenueName venue={venue} colours={colours} />{' '}
          <span class="soft numbers">
            {instrument}, {formatFixed(takerFeeBps, 1)} bps
            {feesListed !== undefined && (feesListed.includes(venue) ? ' listed' : ' supposed')}
          </span>
        </span>
      ))}
    </div>
  )
}

function Row(props: {
  readonly row: LadderRow
  readonly tone: 'gain' | 'loss'
  readonly look: {
    readonly colours: ReadonlyMap<string, string>
    readonly largest: number
    readonly digits: number
  }
}): VNode {
  const { row, tone, look } = props
  return (
    <tr>
      <td class={tone}>{formatFixed(row.price, look.digits)}</td>
      <td>{row.quantity === 0 ? '\u2013' : formatSignificant(row.quantity, 4)}</td>
      <td class="soft">{row.cumulative === 0 ? '\u2013' : formatSignificant(row.cumulative, 4)}</td>
      <td class="text ladder-bar">
        <span class="ladder-parts">
          {row.parts.map(({ venue, quantity }) => (
            <i
              key={venue}
              title={`${venue} ${formatSignificant(quantity, 4)}`}
              style={{
                background: look.colours.get(venue) ?? 'var(--faint)',
                width: `${Math.max(0.6, (quantity / look.largest) * 100)}%`,
              }}
            />
          ))}
        </span>
        <At venues={row.parts.map(({ venue }) => venue)} colours={look.colours} />
      </td>
    </tr>
  )
}

/** One venue by its name; more by their colours, which stand with their names above, so that a price is one line. */
function At(props: {
  readonly venues: readonly string[]
  readonly colours: ReadonlyMap<string, string>
}): VNode {
  const { venues, colours } = props
  const names = venues.join(', ')
  if (venues.length === 1) return <span class="soft">{names}</span>
  return (
    <span class="ladder-dots" role="img" aria-label={names} title={names}>
      {venues.map((venue) => (
        <i
          key={venue}
          class="swatch"
          style={{ background: colours.get(venue) ?? 'var(--faint)' }}
        />
      ))}
    </span>
  )
}

/** Decimals as many as prices are written with, but no more than keep them apart and show six digits. */
function digitsOf(prices: readonly number[]): number {
  const written = prices.map((price) => String(Number(price.toPrecision(10))).split('.')[1] ?? '')
  const sorted = [...new Set(prices)].toSorted((a, b) => a - b)
  const gaps = sorted.slice(1).map((price, k) => price - sorted[k]!)
  const apart = gaps.map((gap) => Math.ceil(-Math.log10(gap) - 1e-6))
  const magnitude = Math.floor(Math.log10(Math.abs(sorted.at(-1) ?? 1) || 1))
  const most = Math.max(5 - magnitude, 0, ...apart)
  return Math.min(10, most, Math.max(0, ...written.map(({ length }) => length)))
}
