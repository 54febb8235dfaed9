import type { MessageSequence } from '../../core/events/wire-codec.ts'

/**
 * What to do with a message of a book.
 *
 * `stale`: it tells what the book already holds, or what no snapshot will need; leave it out.
 * `hold`: there is no snapshot yet and this message may be needed after it; keep it for then.
 * `gap`: something between the book and this message is missing; the book is void.
 */
export type SequenceVerdict = 'apply' | 'stale' | 'hold' | 'gap'

/** Where a book stands in its sequence. One record a book, changed in place by its rule and by nobody else. */
export interface SequenceState {
  /** `joining`: a snapshot is in, and the first change has yet to meet it. */
  phase: 'void' | 'joining' | 'live'
  /** Last id applied; NaN when void. */
  last: number
  /** Id of the snapshot it began with; NaN when void. */
  began: number
}

/** How a kind of feed numbers the messages of a book: a state machine over their numbers. */
export interface SequenceRule {
  /** Judges the next message and moves the state; after `gap` the state is void. */
  judge(state: SequenceState, message: MessageSequence): SequenceVerdict
}

/**
 * Nothing known yet.
 *
 * @example
 * voidSequence().phase // => 'void'
 */
export function voidSequence(): SequenceState {
  return { phase: 'void', last: NaN, began: NaN }
}

/** Moves the state and answers, in one: rules end in it. */
export function moved(
  state: SequenceState,
  phase: SequenceState['phase'],
  last: number,
): 'apply' | 'gap' {
  state.phase = phase
  state.last = last
  if (phase !== 'live') state.began = phase === 'void' ? NaN : last
  return phase === 'void' ? 'gap' : 'apply'
}

/**
 * A change with an id that is not past the last: told twice, unless it is from before the book itself began. Ids that a
 * live book cannot have come by are another run of the venue's matching, whose messages would all look old for ever.
 */
export function toldBefore(state: SequenceState, message: MessageSequence): 'stale' | 'gap' {
  if (state.phase === 'live' && message.last < state.began)
    return moved(state, 'void', NaN) as 'gap'
  return 'stale'
}

/**
 * A snapshot starts the sequence anew, unless the book is live and already past it (an answer over REST that was
 * overtaken by the stream).
 */
export function joinedSnapshot(state: SequenceState, message: MessageSequence): SequenceVerdict {
  if (state.phase === 'live' && message.last < state.last) return 'stale'
  return moved(state, 'joining', message.last)
}
