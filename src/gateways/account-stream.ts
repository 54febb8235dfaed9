import { errorText } from '../core/errors.ts'
import { setTimeout as pause } from 'node:timers/promises'
import type { CcxtExchange, CcxtOrder, CcxtTrade } from './ccxt-exchange.ts'
import { Backoff } from './backoff.ts'
import { isOfTime, meaningOf } from './order-outcomes.ts'
import type { TradedListing } from './read-orders.ts'

/** Who hears what an account's stream tells. */
interface AccountHearers {
  readonly order: (listing: TradedListing, order: CcxtOrder) => void
  readonly fill: (listing: TradedListing, trade: CcxtTrade) => void
  readonly failed: (cause: unknown) => void
  readonly state: (state: 'up' | 'down', detail: string) => void
  /** Whether pushed executions are the same as listed ones. */
  readonly pushesFills: boolean
}

/** A subscription that was not refused for so long is one. */
const upAfterMs = 1_000

/** Orders and executions as a venue pushes them, connected again with growing patience whenever it is lost. */
export class AccountStream {
  readonly #hears: AccountHearers
  readonly #exchange: CcxtExchange
  readonly #bySymbol: ReadonlyMap<string, TradedListing>
  readonly #control = new AbortController()
  readonly #down = new Set<string>()

  constructor(exchange: CcxtExchange, listings: readonly TradedListing[], hears: AccountHearers) {
    this.#exchange = exchange
    this.#hears = hears
    this.#bySymbol = new Map(listings.map((listing) => [listing.symbol, listing]))
  }

  start(): void {
    const { has } = this.#exchange
    const [only, ...others] = this.#bySymbol.keys()
    const symbol = others.length === 0 ? only : undefined
    if (has['watchOrders'] === true)
      void this.#follow('orders', async () => {
        for (const order of await this.#exchange.watchOrders(symbol)) {
          const listing = this.#bySymbol.get(order.symbol ?? '')
          if (listing !== undefined) this.#hears.order(listing, order)
        }
      })
    if (has['watchMyTrades'] === true && this.#hears.pushesFills)
      void this.#follow('fills', async () => {
        for (const trade of await this.#exchange.watchMyTrades(symbol)) {
          const listing = this.#bySymbol.get(trade.symbol ?? '')
          if (listing !== undefined) this.#hears.fill(listing, trade)
        }
      })
  }

  close(): void {
    this.#control.abort()
  }

  async #follow(what: string, next: () => Promise<void>): Promise<void> {
    const { signal } = this.#control
    const backoff = new Backoff()
    while (!signal.aborted) {
      const timer = setTimeout(() => this.#up(what, backoff), upAfterMs)
      try {
        await next()
        clearTimeout(timer)
        this.#up(what, backoff)
      } catch (cause) {
        clearTimeout(timer)
        if (signal.aborted) return
        this.#hears.failed(cause)
        const detail = errorText(cause)
        if (meaningOf(cause).kind === 'rejected' && !isOfTime(cause)) {
          // Refused for good: what it would tell is found by asking.
          this.#hears.state('up', `no stream of ${what}: ${detail}`)
          return
        }
        if (this.#down.size === 0) this.#hears.state('down', detail)
        this.#down.add(what)
        await pause(backoff.nextMs(), undefined, { signal }).catch(() => undefined)
      }
    }
  }

  #up(what: string, backoff: Backoff): void {
    backoff.reset()
    if (this.#down.delete(what) && this.#down.size === 0) this.#hears.state('up', '')
  }
}
