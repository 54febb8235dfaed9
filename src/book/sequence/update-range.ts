import { joinedSnapshot, moved, toldBefore, type SequenceRule } from './sequence-rule.ts'

/**
 * Each message holds the updates `first` to `last`, one id after the other (Binance spot `U`, `u`; Gate `U`, `u`).
 *
 * The snapshot comes over REST with the id it holds. Messages wholly within it are left out, the first after it must
 * reach from or before the next id, and from then on each begins where the last ended.
 * https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#how-to-manage-a-local-order-book-correctly
 */
export const updateRangeRule: SequenceRule = {
  judge(state, message) {
    if (message.isSnapshot) return joinedSnapshot(state, message)
    if (state.phase === 'void') return 'hold'
    if (message.last <= state.last) return toldBefore(state, message)
    const next = state.last + 1
    const follows = state.phase === 'live' ? message.first === next : message.first <= next
    return follows ? moved(state, 'live', message.last) : moved(state, 'void', NaN)
  },
}

/**
 * Each message holds the updates `first` to `last` and names the last before it, `previous` (Binance futures `U`, `u`,
 * `pu`): ids are not contiguous, the chain is.
 *
 * The first message after the snapshot holds the snapshot's id or follows it directly.
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/How-to-manage-a-local-order-book-correctly
 */
export const linkedRangeRule: SequenceRule = {
  judge(state, message) {
    if (message.isSnapshot) return joinedSnapshot(state, message)
    if (state.phase === 'void') return 'hold'
    if (message.last < state.last) return toldBefore(state, message)
    const isNext = message.previous === state.last
    const holdsSnapshot = state.phase === 'joining' && message.first <= state.last
    if (isNext || holdsSnapshot) return moved(state, 'live', message.last)
    return message.last === state.last ? 'stale' : moved(state, 'void', NaN)
  },
}
