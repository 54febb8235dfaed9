import { UsageError } from '../../core/errors.ts'
import type { InstrumentClass } from '../../core/instrument.ts'

/** An instrument that is asked for of a venue. */
export interface WantedInstrument {
  readonly base: string
  /** Undefined: whatever dollars the venue has, the deepest first. */
  readonly quote: string | undefined
  /** Undefined: spot where it lists that, else a perpetual. */
  readonly class: InstrumentClass | undefined
}

/**
 * Reads `BTC`, `BTC-USDT` or `BTC-USDT:linear`.
 *
 * @param where what is being read, for the complaint
 * @throws UsageError
 */
export function wantedInstrument(text: string, where: string): WantedInstrument {
  const match = /^([^-:/\s]+)(?:-([^-:/\s]+))?(?::(spot|linear|inverse))?$/.exec(text)
  if (match === null || text !== text.toUpperCase().replace(/:\w+$/, (kind) => kind.toLowerCase()))
    throw new UsageError(`${where}: expected BTC or BTC-USDT, perhaps with :linear, got ${text}`)
  const [, base, quote, kind] = match
  return { base: base!, quote, class: kind as InstrumentClass | undefined }
}

/** As it was asked for. */
export function wantedName({ base, quote, class: kind }: WantedInstrument): string {
  return `${base}${quote === undefined ? '' : `-${quote}`}${kind === undefined ? '' : `:${kind}`}`
}
