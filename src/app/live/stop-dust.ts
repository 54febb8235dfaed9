import type { Instrument } from '../../core/instrument.ts'
import type { Lots } from '../../core/price.ts'
import { quantityInWords } from '../../core/quantity-words.ts'
import type { Tell } from '../operations/notice.ts'

/** What is held of an instrument and less than its venue takes as a stop. */
export interface StopDust {
  /** By instrument: the most lots that were. */
  readonly dust: ReadonlyMap<number, Lots>
  /** Takes note of it; the first of an instrument is told. */
  readonly tooSmall: (instrument: number, lots: Lots) => void
}

/** @param tell hears once of each instrument */
export function stopDust(instruments: readonly Instrument[], tell: Tell): StopDust {
  const dust = new Map<number, Lots>()
  return {
    dust,
    tooSmall(index, lots) {
      const before = dust.get(index)
      if (before !== undefined && before >= lots) return
      dust.set(index, lots)
      if (before !== undefined) return
      const instrument = instruments[index]!
      const { venue, name, class: kind } = instrument
      const words = `${quantityInWords(instrument, lots)} is less than its venue takes as a stop`
      tell(`${venue}:${name}:${kind}: ${words}: that much, or less, is held without one`)
    },
  }
}
