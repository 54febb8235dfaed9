/** How long after a fill its price is held against the mid. */
const markoutSeconds = [1, 10, 60] as const

/** What the mid has done after fills, at one horizon. */
export interface Markout {
  readonly horizonSeconds: number
  /** Fills whose horizon has come while there was a mid. */
  readonly fills: number
  /** Notional-weighted, basis points: above zero the mid went our way from the price we got. */
  readonly meanBps: number
}

interface Pending {
  readonly due: number
  readonly instrument: number
  /** 1 for a buy, -1 for a sale. */
  readonly sign: number
  /** In quote units. */
  readonly price: number
  readonly notional: number
}

interface Horizon {
  readonly seconds: number
  /** Fills come in the order of time, so that they fall due in it. */
  readonly pending: Pending[]
  head: number
  fills: number
  weighted: number
  notional: number
}

/** A fill as it is held against later mids: time in microseconds, price and notional in quote units. */
export interface MeasuredFill {
  readonly time: number
  readonly instrument: number
  readonly isBuy: boolean
  readonly price: number
  readonly notional: number
}

/** The mids at 1, 10 and 60 seconds after every fill, as they were known then. */
export class Markouts {
  /** When the next one is due; Infinity while none is. */
  nextAt: number = Infinity
  readonly #horizons: Horizon[] = markoutSeconds.map((seconds) => ({
    seconds,
    pending: [],
    head: 0,
    fills: 0,
    weighted: 0,
    notional: 0,
  }))

  add(fill: MeasuredFill): void {
    const { instrument, price, notional } = fill
    const sign = fill.isBuy ? 1 : -1
    for (const { seconds, pending } of this.#horizons) {
      const due = fill.time + seconds * 1_000_000
      pending.push({ due, instrument, sign, price, notional })
    }
    this.#settleNext()
  }

  /** Measures all that fell due before a time, by the mids that hold up to it: before its events are applied. */
  measure(before: number, midPrice: (instrument: number) => number): void {
    for (const horizon of this.#horizons) {
      const { pending } = horizon
      while (horizon.head < pending.length && pending[horizon.head]!.due < before) {
        const { instrument, sign, price, notional } = pending[horizon.head++]!
        const movedBps = sign * (midPrice(instrument) / price - 1) * 1e4
        if (Number.isNaN(movedBps)) continue
        horizon.fills++
        horizon.weighted += movedBps * notional
        horizon.notional += notional
      }
      if (horizon.head > 1_024 && horizon.head * 2 > pending.length) {
        pending.splice(0, horizon.head)
        horizon.head = 0
      }
    }
    this.#settleNext()
  }

  list(): Markout[] {
    return this.#horizons.map(({ seconds, fills, weighted, notional }) => ({
      horizonSeconds: seconds,
      fills,
      meanBps: weighted / notional,
    }))
  }

  #settleNext(): void {
    this.nextAt = Infinity
    for (const { pending, head } of this.#horizons) {
      if (head < pending.length) this.nextAt = Math.min(this.nextAt, pending[head]!.due)
    }
  }
}
