import { invariant } from '../../math/invariant.ts'
import type { Instrument } from '../instrument.ts'

/** What the column `instrument` can hold. */
const instrumentsMax = 65_536

/**
 * The instruments of a run, each with the index its events carry. An index, once given, stays.
 *
 * @example
 * const table = new InstrumentTable()
 * table.size // => 0
 */
export class InstrumentTable {
  readonly #instruments: Instrument[] = []
  readonly #indexes = new Map<string, number>()

  get size(): number {
    return this.#instruments.length
  }

  /** The index of an instrument, given now if it has none yet; venue, class and name tell instruments apart. */
  add(instrument: Instrument): number {
    const key = keyOf(instrument)
    const known = this.#indexes.get(key)
    if (known !== undefined) return known
    const index = this.#instruments.length
    invariant(index < instrumentsMax, `more than ${instrumentsMax} instruments`)
    this.#instruments.push(instrument)
    this.#indexes.set(key, index)
    return index
  }

  /** The instrument of an index that this table gave. */
  at(index: number): Instrument {
    const instrument = this.#instruments[index]
    invariant(instrument !== undefined, `instrument ${index} of ${this.#instruments.length}`)
    return instrument
  }

  /** The index of an instrument; undefined when it was never added. */
  indexOf(instrument: Pick<Instrument, 'venue' | 'class' | 'name'>): number | undefined {
    return this.#indexes.get(keyOf(instrument))
  }

  /** All instruments, in the order of their indexes. */
  list(): readonly Instrument[] {
    return this.#instruments
  }
}

function keyOf(instrument: Pick<Instrument, 'venue' | 'class' | 'name'>): string {
  return `${instrument.venue}\n${instrument.class}\n${instrument.name}`
}
