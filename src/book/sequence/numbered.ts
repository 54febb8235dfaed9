import { joinedSnapshot, moved, toldBefore, type SequenceRule } from './sequence-rule.ts'

/**
 * Every message counts one up from the snapshot before it (Bybit `u`, Kraken futures `seq`).
 *
 * The snapshot comes first on the same stream, so that nothing before it is worth keeping; a service that starts anew
 * sends one with a smaller number, which therefore always counts.
 */
export const contiguousRule: SequenceRule = {
  judge(state, message) {
    if (message.isSnapshot) return moved(state, 'joining', message.last)
    if (state.phase === 'void') return 'stale'
    if (message.last <= state.last) return toldBefore(state, message)
    const follows = message.last === state.last + 1
    return follows ? moved(state, 'live', message.last) : moved(state, 'void', NaN)
  },
}

/**
 * Every message names the one before it (OKX `prevSeqId`, Deribit `prev_change_id`); numbers may skip, repeat (nothing
 * changed) and, after maintenance, begin anew lower: only the chain counts.
 *
 * Recordings from before a venue linked its messages have a checksum instead, which judges those.
 */
export const linkedRule: SequenceRule = {
  judge(state, message) {
    if (message.isSnapshot) return moved(state, 'joining', message.last)
    if (state.phase === 'void') return 'stale'
    const isUnlinked = Number.isNaN(message.previous) && !Number.isNaN(message.checksum)
    const follows = message.previous === state.last || isUnlinked
    return follows ? moved(state, 'live', message.last) : moved(state, 'void', NaN)
  },
}

/**
 * Numbers that only ascend, such as a time (Bitstamp `microtimestamp`): they order the stream against a snapshot over
 * REST, and a lost message cannot be seen.
 */
export const ascendingRule: SequenceRule = {
  judge(state, message) {
    if (message.isSnapshot) return joinedSnapshot(state, message)
    if (state.phase === 'void') return 'hold'
    if (message.last <= state.last) return toldBefore(state, message)
    return moved(state, 'live', message.last)
  },
}

/**
 * No numbers at all (Kraken, which sends a checksum instead; Coinbase, which numbers the connection): whatever comes
 * after a snapshot is taken to follow it.
 */
export const unnumberedRule: SequenceRule = {
  judge(state, message) {
    if (message.isSnapshot) return moved(state, 'joining', NaN)
    return state.phase === 'void' ? 'stale' : moved(state, 'live', NaN)
  },
}

/** Every message is the whole book (depth of 5, 10 or 20 levels): there are no gaps, only older books. */
export const snapshotOnlyRule: SequenceRule = {
  judge(state, message) {
    if (!message.isSnapshot) return moved(state, 'void', NaN)
    return state.phase !== 'void' && message.last < state.last
      ? 'stale'
      : moved(state, 'live', message.last)
  },
}
