import { AsyncLocalStorage } from 'node:async_hooks'

/** A question on its way through ccxt, which takes no mark along of its own. */
interface Asking {
  readonly isPressing: boolean
  /** Its first request is signed, and about to leave. */
  hasLeft: boolean
}

const asking = new AsyncLocalStorage<Asking>()

/** Asks what an instrument is frozen for: before whatever else is asked about the account. */
export function askPressing<T>(ask: () => Promise<T>): Promise<T> {
  return asking.run({ isPressing: true, hasLeft: false }, ask)
}

/** Is what is asked right now pressing? */
export function isPressing(): boolean {
  return asking.getStore()?.isPressing === true
}

/** The questions that are shared, as they are in ccxt 4.5.84. */
interface Listing {
  readonly id: string
  fetchOpenOrders(symbol?: string, ...rest: readonly unknown[]): Promise<readonly Listed[]>
  fetchClosedOrders(symbol?: string, ...rest: readonly unknown[]): Promise<readonly Listed[]>
  fetchMyTrades(symbol?: string, ...rest: readonly unknown[]): Promise<readonly Listed[]>
  sign(...request: readonly unknown[]): unknown
}

interface Listed {
  readonly symbol?: string
}

interface Shared {
  readonly state: Asking
  readonly answer: Promise<readonly Listed[]>
}

const lists = ['fetchOpenOrders', 'fetchClosedOrders', 'fetchMyTrades'] as const

/**
 * Has one list answer all who ask for it before it has left: what leaves after somebody asked is as new as what he would have
 * been sent himself. At Kraken, which lets an account ask one question in three seconds, ten orders of unknown fate had ten
 * times the same lists asked for.
 *
 * @param isOfAccount whether a list has all symbols whatever is asked for: then one is asked for all of them
 */
export function shareLists(given: object, isOfAccount: boolean): void {
  const exchange = given as Listing
  const waiting = new Map<string, Shared>()
  const sign = exchange.sign.bind(exchange)
  exchange.sign = (...request) => {
    const state = asking.getStore()
    if (state !== undefined) state.hasLeft = true
    return sign(...request)
  }
  for (const name of lists) {
    const ask = exchange[name].bind(exchange)
    const shared = (symbol: string | undefined, rest: readonly unknown[]) => {
      const key = JSON.stringify([name, symbol, ...rest])
      const own = isPressing()
      // What is pressing waits for nothing that is not.
      const found = (own ? [true] : [true, false])
        .map((rank) => waiting.get(`${rank} ${key}`))
        .find((each) => each !== undefined && !each.state.hasLeft)
      if (found !== undefined) return found.answer
      const state: Asking = { isPressing: own, hasLeft: false }
      const answer = asking.run(state, () => ask(symbol, ...rest))
      waiting.set(`${own} ${key}`, { state, answer })
      const forget = (): void => {
        if (waiting.get(`${own} ${key}`)?.state === state) waiting.delete(`${own} ${key}`)
      }
      answer.then(forget, forget)
      return answer
    }
    exchange[name] = async (symbol, ...rest) => {
      if (!isOfAccount) return shared(symbol, rest)
      const all = await shared(undefined, rest)
      return symbol === undefined ? all : all.filter((each) => each.symbol === symbol)
    }
  }
}
