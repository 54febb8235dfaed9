import { laneOf } from './request-lanes.ts'

/** Ends a turn; a second time it does nothing. */
type Leave = () => void

/**
 * So long a request that is not answered keeps others waiting, ms: it has arrived by then, and answers may take seconds. The
 * ways of two connections differ by far less.
 */
export const arrivedAfterMs = 500

/** One after another, orders before anything else. A class, for it guards whose turn it is. */
export class OneAtATime {
  #isTaken = false
  readonly #orders: (() => void)[] = []
  readonly #others: (() => void)[] = []

  /** Does something in its turn; at once where it is nobody's. */
  run<T>(isOrder: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#isTaken) return this.enter(isOrder).then((leave) => work().finally(leave))
    this.#isTaken = true
    const leave = this.#leave()
    return work().finally(leave)
  }

  async enter(isOrder: boolean): Promise<Leave> {
    if (this.#isTaken)
      await new Promise<void>((come) => void (isOrder ? this.#orders : this.#others).push(come))
    this.#isTaken = true
    return this.#leave()
  }

  #leave(): Leave {
    const leave = (): void => {
      if (hasLeft) return
      hasLeft = true
      clearTimeout(timer)
      const next = this.#orders.shift() ?? this.#others.shift()
      // Handed on, and nobody comes between.
      if (next === undefined) this.#isTaken = false
      else next()
    }
    let hasLeft = false
    const timer = setTimeout(leave, arrivedAfterMs)
    timer.unref()
    return leave
  }
}

type Asking = (
  path: string,
  api: unknown,
  method: string,
  ...rest: readonly unknown[]
) => Promise<unknown>

/** The parts of an exchange of ccxt that ask for its turn and then write, as they are in 4.5.84. */
interface Numbering {
  readonly enableRateLimit: boolean
  fetch2: Asking
  throttle(cost?: number): Promise<void>
}

/**
 * Has an account's requests leave one at a time where each carries a number that must be above those before it: on its own
 * connection what was numbered later may arrive earlier, and is what the venue then refuses. Numbers are given when a request's
 * turn has come.
 */
export function numberOneAtATime(given: object): OneAtATime {
  const exchange = given as Numbering
  const turns = new OneAtATime()
  let asking: { readonly enter: () => Promise<void> } | undefined
  const ask = exchange.fetch2.bind(exchange)
  const throttle = exchange.throttle.bind(exchange)
  // ccxt waits for nothing before this, so that it is for whoever asks right now.
  exchange.throttle = (cost) => {
    const own = asking
    asking = undefined
    return own === undefined ? throttle(cost) : throttle(cost).then(own.enter)
  }
  exchange.fetch2 = (path, api, method, ...rest) => {
    const lane = laneOf(api, method, path)
    if (lane === 'public') return ask(path, api, method, ...rest)
    const isOrder = lane === 'orders'
    if (!exchange.enableRateLimit) return turns.run(isOrder, () => ask(path, api, method, ...rest))
    let leave: Leave | undefined
    const enter = async (): Promise<void> => void (leave = await turns.enter(isOrder))
    asking = { enter }
    return ask(path, api, method, ...rest).finally(() => leave?.())
  }
  return turns
}
