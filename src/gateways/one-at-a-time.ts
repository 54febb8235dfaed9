import { isPressing } from './pressing-questions.ts'
import { laneOf } from './request-lanes.ts'

/** Ends a turn; a second time it does nothing. */
type Leave = () => void

/**
 * So long a request that is not answered keeps others waiting, ms: it has arrived by then, and answers may take seconds. The
 * ways of two connections differ by far less.
 */
export const arrivedAfterMs = 500

/**
 * So many orders go in a row while something else waits: on a machine so busy that each answer takes half a second, two orders
 * a second kept every question from ever being asked.
 */
const ordersInARowMost = 2

/** One after another, orders before anything else, pressing questions before others. A class, for it guards whose turn it is. */
export class OneAtATime {
  #isTaken = false
  #ordersInARow = 0
  readonly #orders: (() => void)[] = []
  readonly #pressing: (() => void)[] = []
  readonly #others: (() => void)[] = []

  /** Does something in its turn; at once where it is nobody's. */
  run<T>(isOrder: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#isTaken) return this.enter(isOrder).then((leave) => work().finally(leave))
    this.#isTaken = true
    const leave = this.#leave()
    return work().finally(leave)
  }

  async enter(isOrder: boolean): Promise<Leave> {
    if (this.#isTaken) await new Promise<void>((come) => void this.#queueOf(isOrder).push(come))
    this.#isTaken = true
    return this.#leave()
  }

  #queueOf(isOrder: boolean): (() => void)[] {
    if (isOrder) return this.#orders
    return isPressing() ? this.#pressing : this.#others
  }

  #next(): (() => void) | undefined {
    const question = this.#pressing.length > 0 ? this.#pressing : this.#others
    const isLeftOut = question.length > 0 && this.#ordersInARow >= ordersInARowMost
    const queue = this.#orders.length === 0 || isLeftOut ? question : this.#orders
    this.#ordersInARow = queue === this.#orders && question.length > 0 ? this.#ordersInARow + 1 : 0
    return queue.shift()
  }

  #leave(): Leave {
    const leave = (): void => {
      if (hasLeft) return
      hasLeft = true
      clearTimeout(timer)
      const next = this.#next()
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
