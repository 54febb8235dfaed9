/**
 * Reads messages that look as they usually do, from the first byte to the last, in one call: texts that stand in them
 * unchanged, numbers and lists of pairs between.
 *
 *   {"e":"depthUpdate","E":1723161256299,"s":"BTCUSDT","u":50093239202,"b":[["61737.63","0.014"]],"a":[]}
 *
 * Whatever else a message may be (white space, an exponent, a digit finer than the step), a kernel refuses it whole and
 * leaves it to somebody with more patience.
 */
export interface MessageKernel {
  /** Opens a session, with a memory of its own. */
  open(): MessageSession
}

/** A text that stands in every message, and what comes behind it. */
export interface MessageStep {
  readonly literal: Uint8Array
  readonly hole: MessageHole
}

/**
 * What a kernel reads between the texts.
 *
 * `integer`: a bare whole number of at most 15 digits, times `scale`. `instant`: the same, in milliseconds, or with 16
 * digits in microseconds. `name`: the one that is expected. `text`: any, in quotes, without escapes; `rest-of-text`:
 * without its first quote. `pairs`: `[["61737.63","0.014"],...]`, of which more texts of digits may follow in each.
 */
export type MessageHole =
  | { readonly kind: 'integer'; readonly place: number; readonly scale: number }
  | { readonly kind: 'instant'; readonly place: number }
  | { readonly kind: 'pairs'; readonly side: number }
  | { readonly kind: 'name' | 'text' | 'rest-of-text' | 'end' }

/** What became of a message: `read`, or why not. */
export type MessageAnswer = 'read' | 'unusual' | 'other-name'

/** Reads the messages of one connection. */
export interface MessageSession {
  /** Numbers by their place; the reader's to use between two messages. An unusual message may leave some behind. */
  readonly numbers: Float64Array
  /** The pairs of the message read last, whole steps, from 0 on; likewise. */
  readonly levels: {
    readonly sides: Uint8Array
    readonly prices: Float64Array
    readonly quantities: Float64Array
  }
  /** Pairs of the message read last. */
  levelCount: number
  /** Where the name stands that is not the expected one. */
  nameAt: number
  /** Makes a look ready; undefined when there is no room for it. */
  prepare(steps: readonly MessageStep[]): number | undefined
  /**
   * The name to expect from now on, with its quotes, and the decimals of what is said under it. A number with more
   * decimals is usual as long as those are zeros.
   *
   * @returns false when the kernel cannot: a name of more than 64 bytes, more than 15 decimals
   */
  expect(name: Uint8Array, priceDecimals: number, quantityDecimals: number): boolean
  /** Reads the bytes `[start, end)` as a message that looks like this. */
  read(look: number, bytes: Uint8Array, start: number, end: number): MessageAnswer
}
