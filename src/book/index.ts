// What the books speak.
export { eventSide } from '../core/events/event-codes.ts'
export type { BookSide } from '../core/events/event-codes.ts'

// Order books.
export { DenseBook } from './dense-book.ts'
export type { OrderBook } from './order-book.ts'
