import type { EventRows } from '../../../core/events/event-columns.ts'
import { FactsMeter, type StylisedFacts } from './facts-meter.ts'

/** Stylised facts of every instrument of a stream of events. */
export class MarketFacts {
  readonly #meters = new Map<number, FactsMeter>()

  /** Takes a batch, in the order of local time. */
  apply(rows: EventRows): void {
    for (let row = 0; row < rows.length; row++) {
      const instrument = rows.instrument[row]!
      let meter = this.#meters.get(instrument)
      if (meter === undefined) {
        meter = new FactsMeter()
        this.#meters.set(instrument, meter)
      }
      meter.apply(rows, row)
    }
  }

  /** By index of the instrument. */
  facts(): Map<number, StylisedFacts> {
    return new Map([...this.#meters].map(([instrument, meter]) => [instrument, meter.facts()]))
  }
}
