import { EventColumns, type EventRows } from '../../core/events/event-columns.ts'
import type { Step } from '../../core/price.ts'
import { invariant } from '../../math/invariant.ts'
import type { Listing } from '../recording/listing.ts'
import type { TapeSource } from './tape-source.ts'

/** A source that is being read: the batch at hand, and how its instruments and steps stand in the tape's. */
export class OpenSource {
  rows: EventRows = new EventColumns(1)
  /** The next row. */
  at = 0
  /** Rows of the file, or events, read so far. */
  events = 0
  /** Sources are opened in this order. */
  readonly order: number
  readonly #source: TapeSource
  readonly #batches: AsyncGenerator<EventRows, number | undefined>
  /** By the source's own index. */
  readonly #places: number[] = []
  readonly #steps: ({ readonly tick: Step; readonly lot: Step } | undefined)[] = []
  readonly #priceFactors: number[] = []
  readonly #lotFactors: number[] = []

  constructor(source: TapeSource, order: number) {
    this.#source = source
    this.order = order
    this.#batches = source.open()
  }

  /** Local time of the next row. */
  get time(): number {
    return this.rows.localTime[this.at]!
  }

  listingAt(own: number): Listing {
    return this.#source.listingAt(own)
  }

  /** The next batch; false at the end. */
  async advance(): Promise<boolean> {
    for (;;) {
      const next = await this.#batches.next()
      if (next.done === true) {
        this.events = next.value ?? this.events
        return false
      }
      this.rows = next.value
      this.at = 0
      this.events += next.value.length
      if (next.value.length > 0) return true
    }
  }

  /** The own indexes in the batch at hand that are new, or have other steps than before. */
  newSteps(): number[] {
    const { instrument, length } = this.rows
    const seen = new Set<number>()
    for (let row = 0; row < length; row++) {
      const own = instrument[row]!
      if (this.#places[own] === undefined) seen.add(own)
    }
    for (const own of this.#places.keys()) {
      const known = this.#steps[own]
      if (known === undefined) continue
      const { tickSize, lotSize } = this.listingAt(own).instrument
      if (!isSame(known.tick, tickSize) || !isSame(known.lot, lotSize)) seen.add(own)
    }
    return [...seen]
  }

  place(own: number, index: number): void {
    this.#places[own] = index
  }

  /** Rows of an instrument are brought to the tape's grid from here on. */
  scale(own: number, common: Listing): void {
    const { tickSize, lotSize } = this.listingAt(own).instrument
    this.#steps[own] = { tick: tickSize, lot: lotSize }
    this.#priceFactors[own] = factorOf(tickSize, common.instrument.tickSize)
    this.#lotFactors[own] = factorOf(lotSize, common.instrument.lotSize)
  }

  /** The tape's grid of an instrument has become finer. */
  rescale(index: number, common: Listing): void {
    for (const [own, place] of this.#places.entries()) {
      const steps = this.#steps[own]
      if (place !== index || steps === undefined) continue
      this.#priceFactors[own] = factorOf(steps.tick, common.instrument.tickSize)
      this.#lotFactors[own] = factorOf(steps.lot, common.instrument.lotSize)
    }
  }

  /** Appends a row in the tape's indexes and grid. */
  copy(row: number, out: EventColumns): void {
    const own = this.rows.instrument[row]!
    out.addRow(this.rows, row)
    const to = out.length - 1
    out.instrument[to] = this.#places[own]!
    out.price[to]! *= this.#priceFactors[own]!
    out.quantity[to]! *= this.#lotFactors[own]!
  }

  async close(): Promise<void> {
    await this.#batches.return(undefined)
  }
}

function isSame(a: Step, b: Step): boolean {
  return a.units === b.units && a.decimals === b.decimals
}

/** How many of the finer step are one of the coarser. */
function factorOf(coarse: Step, fine: Step): number {
  const factor = (coarse.units * 10 ** (fine.decimals - coarse.decimals)) / fine.units
  invariant(Number.isSafeInteger(factor), `a step ${factor} times as fine`)
  return factor
}
