// Books as programs keep them that parse a message into objects.

/** Is a message the next? Binance's rules: of a futures stream `pu` names the one before, of spot `U` follows it. */
function isNext(message, last, isJoining) {
  if (message.u <= last) return 'stale'
  const follows = message.pu === undefined ? message.U === last + 1 : message.pu === last
  const joins = isJoining && message.U <= last + 1
  if (!follows && !joins) throw new Error(`${message.u} does not follow ${last}`)
  return 'next'
}

function levelOf([price, quantity]) {
  return { price: Number(price), quantity: Number(quantity) }
}

class ObjectBook {
  #last = NaN
  #isJoining = false

  /** Follows a parsed message; false when the book holds it already. */
  follow(parsed) {
    const message = parsed.data ?? parsed
    if (message.lastUpdateId !== undefined) {
      this.clear()
      this.apply(...this.sidesOf(message, message.bids, message.asks))
      this.#last = message.lastUpdateId
      this.#isJoining = true
      return true
    }
    if (isNext(message, this.#last, this.#isJoining) === 'stale') return false
    this.apply(...this.sidesOf(message, message.b, message.a))
    this.#last = message.u
    this.#isJoining = false
    return true
  }

  /** What is made of a message's levels: objects of price and quantity. */
  sidesOf(_message, bids, asks) {
    return [bids.map(levelOf), asks.map(levelOf)]
  }

  apply(bids, asks) {
    for (const { price, quantity } of bids) this.set('bids', price, quantity)
    for (const { price, quantity } of asks) this.set('asks', price, quantity)
  }
}

/** A Map a side: no order, no best price. */
export class MapBook extends ObjectBook {
  #sides = { bids: new Map(), asks: new Map() }

  clear() {
    this.#sides.bids.clear()
    this.#sides.asks.clear()
  }

  set(side, price, quantity) {
    if (quantity === 0) this.#sides[side].delete(price)
    else this.#sides[side].set(price, quantity)
  }

  levels(side) {
    const sign = side === 'bids' ? -1 : 1
    return [...this.#sides[side]].toSorted((a, b) => sign * (a[0] - b[0]))
  }
}

/** Arrays of prices and quantities a side, best first, found by bisection. */
export class SortedBook extends ObjectBook {
  #sides = { bids: { prices: [], quantities: [] }, asks: { prices: [], quantities: [] } }

  clear() {
    this.#sides = { bids: { prices: [], quantities: [] }, asks: { prices: [], quantities: [] } }
  }

  set(side, price, quantity) {
    const { prices, quantities } = this.#sides[side]
    const sign = side === 'bids' ? -1 : 1
    let low = 0
    let high = prices.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (sign * prices[middle] < sign * price) low = middle + 1
      else high = middle
    }
    const isThere = prices[low] === price
    if (quantity !== 0 && isThere) quantities[low] = quantity
    else if (quantity !== 0) {
      prices.splice(low, 0, price)
      quantities.splice(low, 0, quantity)
    } else if (isThere) {
      prices.splice(low, 1)
      quantities.splice(low, 1)
    }
  }

  levels(side) {
    const { prices, quantities } = this.#sides[side]
    return prices.map((price, k) => [price, quantities[k]])
  }
}

/** The same, of events that say all that a row of ours says. */
export class EventBook extends SortedBook {
  sidesOf(message, bids, asks) {
    const common = {
      exchangeTime: (message.T ?? message.E) * 1000,
      sequence: message.u ?? message.lastUpdateId,
      isSnapshot: message.lastUpdateId !== undefined,
    }
    return [
      bids.map((pair) => eventOf(common, 'bid', pair)),
      asks.map((pair) => eventOf(common, 'ask', pair)),
    ]
  }
}

const localTime = 1_714_521_600_200_000

function eventOf({ exchangeTime, sequence, isSnapshot }, side, [price, quantity]) {
  return {
    kind: 'level',
    instrument: 0,
    localTime,
    exchangeTime,
    sequence,
    isSnapshot,
    endsMessage: false,
    side,
    price: Number(price),
    quantity: Number(quantity),
  }
}
