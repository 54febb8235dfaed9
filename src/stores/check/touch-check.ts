import { touchOf, type Touch } from '../../book/crossing.ts'
import { InstrumentBook } from '../../book/instrument-book.ts'
import { eventKind } from '../../core/events/event-codes.ts'
import type { EventRows } from '../../core/events/event-columns.ts'
import type { TouchCheck } from './stream-check.ts'

/** How long a touch was as it should not be, and how often. */
class TouchTime {
  messages = 0
  microseconds = 0

  check(): TouchCheck {
    return { messages: this.messages, ms: this.microseconds / 1_000 }
  }
}

/** Builds the book of a stream, or follows its quotes, and looks at the touch after every message. */
export class TouchWatch {
  readonly crossed: TouchTime = new TouchTime()
  readonly locked: TouchTime = new TouchTime()
  /** Time for which nothing is known of the book. */
  voidMicroseconds = 0
  /** Is nothing known of the book since the last message? */
  isVoid: boolean
  readonly #book = new InstrumentBook()
  readonly #isBook: boolean
  #bid = NaN
  #ask = NaN
  #touch: Touch = 'open'
  #time = NaN

  /** @param isBook does the stream hold a book, or the best quotes of one? */
  constructor(isBook: boolean) {
    this.#isBook = isBook
    this.isVoid = isBook
  }

  /** Applies a row of the message at hand. */
  apply(rows: EventRows, row: number): void {
    const kind = rows.kind[row]
    if (kind === eventKind.quoteBid) this.#bid = rows.price[row]!
    else if (kind === eventKind.quoteAsk) this.#ask = rows.price[row]!
    else this.#book.apply(rows, row)
  }

  /** The message at hand is whole: from now on the touch stands as it left it. */
  end(localTime: number): void {
    this.wait(localTime)
    this.isVoid = this.#isBook && this.#book.isVoid
    this.#touch = this.#isBook ? touchOf(this.#book.levels) : this.#touchOfQuotes()
    if (this.#touch === 'crossed') this.crossed.messages++
    else if (this.#touch === 'locked') this.locked.messages++
  }

  /** Until now it stood as it was left. */
  wait(localTime: number): void {
    const time = Number.isNaN(this.#time) ? 0 : localTime - this.#time
    if (this.isVoid) this.voidMicroseconds += time
    if (this.#touch === 'crossed') this.crossed.microseconds += time
    else if (this.#touch === 'locked') this.locked.microseconds += time
    this.#time = localTime
  }

  #touchOfQuotes(): Touch {
    if (this.#bid > this.#ask) return 'crossed'
    return this.#bid === this.#ask ? 'locked' : 'open'
  }
}
