import { millisecondsOf, type Instant } from '../../core/time.ts'
import type { BookFaultName, ArbitrageSignal } from '../../strategies/arbitrage/opportunity.ts'
import type { Listed } from '../../strategies/arbitrage/terms.ts'
import { baseOf } from '../../strategies/arbitrage/relations.ts'
import type { ScanFault } from './scan-result.ts'

/** Counts what was not used while a tape goes by. */
export class FaultCounts {
  readonly #books = new Map<string, BookFaults>()
  readonly #apart = new Map<string, ApartFault>()
  readonly #listedAt: (member: number) => Listed

  constructor(listedAt: (member: number) => Listed) {
    this.#listedAt = listedAt
  }

  /** Signals of other kinds are passed over. */
  hear(signal: ArbitrageSignal): void {
    if (signal.kind === 'fault') {
      const faults = this.#faultsOf(signal.member, signal.fault, signal.time)
      faults.count++
      faults.since = signal.time
    } else if (signal.kind === 'mended') {
      const faults = this.#faultsOf(signal.member, signal.fault, signal.time)
      faults.microseconds += signal.time - (faults.since ?? signal.time)
      faults.since = undefined
    } else if (signal.kind === 'different-assets') {
      const key = `${signal.buy} ${signal.sell}`
      const known = this.#apart.get(key)
      if (known === undefined) this.#apart.set(key, { ...signal, count: 1 })
      else known.count++
    }
  }

  /** What was counted up to the tape's end; books in the order in which their faults began. */
  until(end: Instant, members: readonly Listed[]): ScanFault[] {
    const books = [...this.#books.values()].map((faults): ScanFault => {
      const { instrument, symbol } = this.#listedAt(faults.member)
      const lasting = faults.since === undefined ? 0 : end - faults.since
      return {
        kind: faults.fault,
        venue: instrument.venue,
        symbol,
        class: instrument.class,
        count: faults.count,
        durationMs: (faults.microseconds + lasting) / 1_000,
        firstTime: millisecondsOf(faults.first),
      }
    })
    const apart = [...this.#apart.values()].map((each): ScanFault => ({
      kind: 'different-assets',
      base: baseOf(this.#listedAt(each.buy)),
      buyVenue: this.#listedAt(each.buy).instrument.venue,
      sellVenue: this.#listedAt(each.sell).instrument.venue,
      count: each.count,
      ratio: each.ratio,
      firstTime: millisecondsOf(each.time),
    }))
    return [...books, ...apart, ...multipliers(members)]
  }

  #faultsOf(member: number, fault: BookFaultName, time: Instant): BookFaults {
    const key = `${member} ${fault}`
    let faults = this.#books.get(key)
    if (faults === undefined) {
      faults = { member, fault, first: time, count: 0, microseconds: 0, since: undefined }
      this.#books.set(key, faults)
    }
    return faults
  }
}

interface BookFaults {
  readonly member: number
  readonly fault: BookFaultName
  readonly first: Instant
  count: number
  microseconds: number
  since: Instant | undefined
}

interface ApartFault {
  readonly buy: number
  readonly sell: number
  readonly ratio: number
  readonly time: Instant
  count: number
}

const multiplePattern = /^(1(?:0{3,})|1M)([A-Z].*)$/

/** Bases that are a round multiple of another base: `1000PEPE` of `PEPE`, `1MBABYDOGE` of `BABYDOGE`. */
function multipliers(members: readonly Listed[]): ScanFault[] {
  const bases = new Set(members.map(baseOf))
  const found = new Map<string, { readonly base: string; readonly venues: Set<string> }>()
  for (const listed of members) {
    const multiple = baseOf(listed)
    const base = multiplePattern.exec(multiple)?.[2]
    if (base === undefined || !bases.has(base)) continue
    const known = found.get(multiple) ?? { base, venues: new Set<string>() }
    known.venues.add(listed.instrument.venue)
    found.set(multiple, known)
  }
  return [...found].map(([multiple, { base, venues }]): ScanFault => ({
    kind: 'multiplier',
    base,
    multiple,
    venues: [...venues],
    count: venues.size,
  }))
}
