import { eventKind, eventSide } from '../../src/core/events/event-codes.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import type { Instant } from '../../src/core/time.ts'
import { Random } from '../../src/math/random.ts'
import type { BookStateRow } from '../../src/microstructure/order-flow/book-states.ts'

/** What a tape told, in rows a batch twin can read; times local, microseconds; prices in ticks, quantities in lots. */
export interface ToldTape {
  readonly rows: EventColumns
  /** States of each instrument after each message that changed its book. */
  readonly states: readonly (readonly { readonly time: number; readonly state: BookStateRow }[])[]
  readonly trades: readonly (readonly ToldTrade[])[]
  readonly openInterest: readonly (readonly [time: number, value: number])[]
  readonly liquidations: readonly (readonly [time: number, lots: number, sign: number])[]
  readonly end: number
}

interface ToldTrade {
  readonly time: number
  readonly price: number
  readonly lots: number
  readonly sign: number
  /** Twice the mid before it, ticks; NaN where it was not known. */
  readonly twiceMid: number
}

const begin = 1_700_000_000_000_000

/** A book in the plainest form: prices to lots. */
interface PlainBook {
  readonly bids: Map<number, number>
  readonly asks: Map<number, number>
  mid: number
}

/**
 * Two instruments whose books walk, with sweeps of several prints, open interest and liquidations; each message after a
 * wait of some 20 ms.
 */
export function madeUpTape(seed: number, messages: number): ToldTape {
  const random = new Random(seed)
  const rows = new EventColumns()
  const books = [0, 1].map((): PlainBook => ({ bids: new Map(), asks: new Map(), mid: 10_000 }))
  const states: { time: number; state: BookStateRow }[][] = [[], []]
  const trades: ToldTrade[][] = [[], []]
  const openInterest: [number, number][] = []
  const liquidations: [number, number, number][] = []
  let time = begin
  const write = (instrument: number, content: () => void): void => {
    rows.begin(instrument, time as Instant, NaN, NaN)
    content()
    rows.end()
  }
  const setLevel = (book: PlainBook, side: 0 | 1, price: number, lots: number): void => {
    const levels = side === 0 ? book.bids : book.asks
    if (lots === 0) levels.delete(price)
    else levels.set(price, lots)
    rows.addLevel(side, price, lots)
  }
  const keepState = (instrument: number): void => {
    states[instrument]!.push({ time, state: stateOf(books[instrument]!) })
  }
  for (const [instrument, book] of books.entries()) {
    write(instrument, () => {
      rows.addClear()
      for (let k = 1; k <= 30; k++) {
        setLevel(book, 0, book.mid - k, 1 + random.integerBelow(50))
        setLevel(book, 1, book.mid + k, 1 + random.integerBelow(50))
      }
    })
    keepState(instrument)
  }
  for (let message = 0; message < messages; message++) {
    time += random.integerBelow(4) === 0 ? 0 : Math.floor(random.exponential() * 25_000)
    if (random.integerBelow(500) === 0) time += 4_000_000
    const instrument = random.integerBelow(3) === 0 ? 1 : 0
    const book = books[instrument]!
    const chance = random.uniform()
    if (chance < 0.3) {
      write(instrument, () => trade(instrument, book))
    } else if (chance < 0.32 && instrument === 0) {
      openInterest.push([time, 5000 + random.integerBelow(500)])
      write(0, () => rows.addValue(eventKind.openInterest, openInterest.at(-1)![1]))
    } else if (chance < 0.34 && instrument === 0) {
      const side = random.integerBelow(2)
      liquidations.push([time, 1 + random.integerBelow(9), side === 0 ? 1 : -1])
      write(0, () => rows.addLiquidation(side as 0 | 1, book.mid, liquidations.at(-1)![1]))
    } else {
      write(instrument, () => change(book))
      keepState(instrument)
    }
  }
  return { rows, states, trades, openInterest, liquidations, end: time }

  function trade(instrument: number, book: PlainBook): void {
    const side = random.uniform() < 0.5 ? eventSide.buy : eventSide.sell
    const sign = side === eventSide.buy ? 1 : -1
    const { bids, asks } = states[instrument]!.at(-1)!.state
    for (let print = 0; print <= random.integerBelow(3); print++) {
      const price = book.mid + sign * (1 + print)
      const lots = 1 + random.integerBelow(30)
      rows.addTrade(side, price, lots, NaN)
      trades[instrument]!.push({ time, price, lots, sign, twiceMid: bids[0]![0] + asks[0]![0] })
    }
  }

  function change(book: PlainBook): void {
    if (random.integerBelow(4) === 0) {
      const up = random.integerBelow(2) === 0
      // The level in the way goes, and a new one comes behind.
      book.mid += up ? 1 : -1
      setLevel(book, up ? 1 : 0, book.mid, 0)
      setLevel(book, up ? 0 : 1, book.mid + (up ? -1 : 1), 1 + random.integerBelow(50))
    }
    for (let level = 0; level < 3; level++) {
      const side = random.integerBelow(2) as 0 | 1
      const distance = 1 + random.integerBelow(12)
      const lots = distance > 2 && random.integerBelow(4) === 0 ? 0 : 1 + random.integerBelow(50)
      setLevel(book, side, book.mid + (side === 0 ? -distance : distance), lots)
    }
  }
}

function stateOf({ bids, asks }: PlainBook): BookStateRow {
  return {
    bids: [...bids].toSorted((a, b) => b[0] - a[0]),
    asks: [...asks].toSorted((a, b) => a[0] - b[0]),
  }
}
