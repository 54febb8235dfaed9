import { Candles } from './candles.ts'

/** What candles may be of beside trades. */
export type ReferenceKind = 'mark' | 'index' | 'premium'

/**
 * What a contract is measured by, as candles: mark and index in quote units, and by what share the mark is above the
 * index. What nothing told has none.
 */
export class ReferenceCandles implements Readonly<Record<ReferenceKind, Candles>> {
  readonly mark: Candles = new Candles()
  readonly index: Candles = new Candles()
  readonly premium: Candles = new Candles()
  #mark = NaN
  #index = NaN

  /** A mark or an index price was told, in quote units, at an instant of the venue. */
  add(kind: 'mark' | 'index', value: number, at: number): void {
    if (kind === 'mark') this.#mark = value
    else this.#index = value
    put(this[kind], value, at)
    const premium = this.#mark / this.#index - 1
    if (!Number.isNaN(premium)) put(this.premium, premium, at)
  }
}

/** As candles count a trade, without a quantity. */
function put(candles: Candles, value: number, at: number): void {
  candles.add({ id: NaN, at, priceTicks: value, lots: 0, isBuy: false })
}
