import fc from 'fast-check'

/** One row of one venue, in whole units of price and quantity. */
export interface TapeRow {
  readonly time: number
  readonly venue: number
  readonly kind: 'level' | 'snapshot' | 'quote'
  readonly side: 'bid' | 'ask'
  readonly price: number
  readonly quantity: number
  /** Of quotes: the other side. */
  readonly askPrice: number
  readonly askQuantity: number
}

/** What a venue asks for, in whole units. */
export interface TapeVenue {
  readonly feeBps: number
  readonly lot: number
  /** Least price times quantity. */
  readonly minNotional: number
  readonly minQuantity: number
  /** Are quotes told, or levels? */
  readonly isQuoted: boolean
  readonly latency: number
  /** Around which its prices lie. */
  readonly middle: number
}

export interface RandomTape {
  readonly venues: readonly TapeVenue[]
  readonly rows: readonly TapeRow[]
  readonly staleAfter: number
  readonly minEdgeBps: number
}

// A grid so coarse that prices meet, edges are exactly nothing and books cross within a few rows.
const distance = fc.integer({ min: -1, max: 4 })
const quantity = fc.integer({ min: 0, max: 6 })

const venue: fc.Arbitrary<TapeVenue> = fc.record({
  feeBps: fc.constantFrom(0, 0, 10, 25, 100, -5, 2.5),
  lot: fc.constantFrom(1, 1, 2, 3),
  minNotional: fc.constantFrom(0, 0, 100, 305, 400),
  minQuantity: fc.constantFrom(0, 0, 0, 2, 4),
  isQuoted: fc.boolean(),
  latency: fc.integer({ min: 0, max: 7 }),
  middle: fc.integer({ min: 97, max: 103 }),
})

/** Tapes of two to four venues: levels and snapshots at some, quotes at others, silences, crossings, ties in time. */
export const randomTape: fc.Arbitrary<RandomTape> = fc
  .array(venue, { minLength: 2, maxLength: 4 })
  .chain((venues) =>
    fc.record({
      venues: fc.constant(venues),
      staleAfter: fc.constantFrom(0, 5, 9),
      minEdgeBps: fc.constantFrom(0, 0, 50, 100, -20),
      rows: fc
        .array(
          fc.record({
            pause: fc.constantFrom(0, 0, 1, 1, 2, 6),
            venue: fc.nat(venues.length - 1),
            isSnapshot: fc.integer({ min: 0, max: 9 }).map((drawn) => drawn === 0),
            side: fc.constantFrom('bid' as const, 'ask' as const),
            distance,
            quantity,
            askDistance: distance,
            askQuantity: quantity,
          }),
          { minLength: 1, maxLength: 60, size: 'max' },
        )
        .map((drawn) => timed(drawn, venues)),
    }),
  )

interface Drawn {
  readonly pause: number
  readonly venue: number
  readonly isSnapshot: boolean
  readonly side: 'bid' | 'ask'
  readonly distance: number
  readonly quantity: number
  readonly askDistance: number
  readonly askQuantity: number
}

function timed(drawn: readonly Drawn[], venues: readonly TapeVenue[]): TapeRow[] {
  let time = 1_000
  return drawn.map(({ pause, isSnapshot, ...row }) => {
    time += pause
    const { isQuoted, middle } = venues[row.venue]!
    const isBid = isQuoted || row.side === 'bid'
    return {
      time,
      venue: row.venue,
      kind: isQuoted ? 'quote' : isSnapshot ? 'snapshot' : 'level',
      side: row.side,
      price: isBid ? middle - row.distance : middle + row.distance,
      quantity: row.quantity,
      askPrice: middle + row.askDistance,
      askQuantity: row.askQuantity,
    }
  })
}
