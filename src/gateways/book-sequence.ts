/**
 * Judges the numbers of a message where ccxt does not: Bybit's books count up by `u` from each snapshot, and Coinbase
 * numbers all messages of a connection. A class, for it keeps the last number.
 *
 * Bybit: `{"topic":"orderbook.50.BTCUSDT","type":"delta","data":{"s":"BTCUSDT","b":[],"a":[],"u":18521289,"seq":7961638725}}`
 * Coinbase: `{"channel":"l2_data","sequence_num":3,"events":[...]}`
 */
export class BookSequence {
  readonly #exchange: string
  readonly #last = new Map<string, number>()

  constructor(exchange: string) {
    this.#exchange = exchange
  }

  /** @returns whether something before this message is missing */
  isBroken(message: unknown): boolean {
    if (typeof message !== 'object' || message === null) return false
    if (this.#exchange === 'bybit') return this.#judgeBybit(message)
    if (this.#exchange === 'coinbase') return this.#judgeCoinbase(message)
    return false
  }

  /** Numbers begin anew with the next connection. */
  reset(): void {
    this.#last.clear()
  }

  #judgeBybit(message: object): boolean {
    const { topic, type, data } = message as {
      readonly topic?: unknown
      readonly type?: unknown
      readonly data?: { readonly u?: unknown }
    }
    if (typeof topic !== 'string' || !topic.startsWith('orderbook.')) return false
    const number = data?.u
    if (typeof number !== 'number') return false
    const last = this.#last.get(topic)
    this.#last.set(topic, number)
    // A snapshot begins anew; after a restart of the service it is numbered 1.
    return type !== 'snapshot' && number !== 1 && last !== undefined && number !== last + 1
  }

  #judgeCoinbase(message: object): boolean {
    const { sequence_num: number } = message as { readonly sequence_num?: unknown }
    if (typeof number !== 'number') return false
    const last = this.#last.get('')
    this.#last.set('', number)
    return number !== 0 && last !== undefined && number !== last + 1
  }
}
