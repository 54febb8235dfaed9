import type { Connection } from '../serving/connection.ts'
import type { TradingAccount } from '../world/trading-account.ts'

/** Topics that say which products a socket watches over. */
const productOf: Readonly<Record<string, string>> = {
  'dcp.spot': 'SPOT',
  'dcp.future': 'DERIVATIVES',
  'dcp.option': 'OPTIONS',
}

/**
 * Bybit's dead man's switch: when no socket that subscribed to `dcp.` is left and none comes back within a window, the
 * orders of its products are cancelled. https://bybit-exchange.github.io/docs/v5/order/dcp
 */
export class DisconnectSwitch {
  readonly #account: TradingAccount
  readonly #windows = new Map<string, number>()
  readonly #watchers = new Map<string, Set<Connection>>()

  constructor(account: TradingAccount) {
    this.#account = account
  }

  get isOn(): boolean {
    return this.#windows.size > 0
  }

  /** Of the window, of whichever product was set last. */
  get seconds(): number {
    return [...this.#windows.values()].at(-1) ?? 0
  }

  set(product: string, seconds: number): void {
    this.#windows.delete(product)
    this.#windows.set(product, seconds)
  }

  /** A socket subscribes; false when it is no topic of this. */
  watch(topic: string, connection: Connection): boolean {
    const product = productOf[topic]
    if (product === undefined) return false
    const watchers = this.#watchers.get(product) ?? new Set()
    this.#watchers.set(product, watchers.add(connection))
    for (const index of this.#indexes(product)) this.#account.countdowns.disarm(index)
    return true
  }

  /** A socket is gone. */
  closed(connection: Connection, at: number): void {
    for (const [product, watchers] of this.#watchers) {
      const seconds = this.#windows.get(product)
      if (!watchers.delete(connection) || watchers.size > 0 || seconds === undefined) continue
      for (const index of this.#indexes(product)) {
        this.#account.countdowns.arm(index, at + seconds * 1e6)
      }
    }
  }

  #indexes(product: string): readonly number[] {
    const isSpot = product === 'SPOT'
    if (product === 'OPTIONS') return []
    return [...this.#account.listed].flatMap(([index, each]) =>
      (each.class === 'spot') === isSpot ? [index] : [],
    )
  }
}
