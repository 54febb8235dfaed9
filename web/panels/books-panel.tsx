import type { VNode } from 'preact'
import type { BookView, InstrumentRow, Level } from '../../src/protocol/market.ts'
import { formatAddress, marketPage, type MarketAddress } from '../address.ts'
import { consolidate, type SharedLevel } from '../consolidate.ts'
import { bases, ladder, market, watchedBase } from '../market-store.ts'
import { Ladder, type LadderLevel } from './ladder.tsx'
import { Notice } from './notice.tsx'

/** The books of a coin at every venue, side by side, and those in one currency as one. */
export function BooksPanel({ address }: { readonly address: MarketAddress }): VNode {
  const base = watchedBase.value
  const shown = ladder.value
  if (address.base !== null && !bases.value.includes(address.base)) {
    return (
      <Notice title={`No venue of this market lists ${address.base}`}>
        <p>
          There are {bases.value.join(', ')}. Others:{' '}
          <code>npm start -- --instruments BTC,XRP</code>.
        </p>
      </Notice>
    )
  }
  const isHere = shown !== null && shown.base === base
  const instruments = market.value?.instruments.filter((each) => each.base === base) ?? []
  return (
    <>
      <div class="books-head">
        <nav class="choice coins-choice" aria-label="Coin">
          {bases.value.map((each) => (
            <a
              key={each}
              href={formatAddress(marketPage('books', each))}
              aria-current={each === base ? 'true' : undefined}
            >
              {each}
            </a>
          ))}
        </nav>
        <span class="soft">
          the ten best levels a side, told at most ten times a second
          {isHere && shown.skipped > 0 && `; this window was too slow for ${shown.skipped} frames`}
        </span>
      </div>
      {isHere ? (
        <Ladders books={shown.books} instruments={instruments} />
      ) : (
        <p class="soft books-wait" role="status">
          Waiting for the books of {base}.
        </p>
      )}
    </>
  )
}

function Ladders(props: {
  readonly books: readonly BookView[]
  readonly instruments: readonly InstrumentRow[]
}): VNode {
  const { books, instruments } = props
  const decimalsOf = (is: (row: InstrumentRow) => boolean) => {
    const rows = instruments.filter(is)
    return {
      price: Math.max(0, ...rows.map(({ priceDecimals }) => priceDecimals)),
      quantity: Math.min(6, Math.max(0, ...rows.map(({ quantityDecimals }) => quantityDecimals))),
    }
  }
  return (
    <div class="ladders">
      {consolidate(books)
        .filter(({ venues }) => venues.length > 1)
        .map(({ quote, class: kind, venues, bids, asks }) => (
          <Ladder
            key={`${kind} ${quote}`}
            title={`All in ${quote}${classNote(kind)}`}
            note={venues.join(', ')}
            decimals={decimalsOf((row) => row.quote === quote && row.class === kind)}
            bids={bids.map(sharedLevel)}
            asks={asks.map(sharedLevel)}
          />
        ))}
      {books.map(({ venue, instrument, class: kind, bids, asks }) => (
        <Ladder
          key={`${venue} ${instrument} ${kind}`}
          title={venue}
          note={`${instrument}${classNote(kind)}`}
          decimals={decimalsOf(
            (row) => row.venue === venue && row.instrument === instrument && row.class === kind,
          )}
          bids={bids.map(venueLevel)}
          asks={asks.map(venueLevel)}
        />
      ))}
    </div>
  )
}

function classNote(kind: string): string {
  return kind === 'spot' ? '' : `, ${kind}`
}

function venueLevel([price, quantity]: Level): LadderLevel {
  return { price, quantity, title: undefined }
}

function sharedLevel({ price, quantity, venues }: SharedLevel): LadderLevel {
  return { price, quantity, title: venues.join(', ') }
}
