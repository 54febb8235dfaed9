import type { Instrument } from '../../core/instrument.ts'
import { readSymbol } from '../../core/venue-symbol.ts'
import { unknownRules, type InstrumentRules, type Listing } from '../recording/listing.ts'
import type { Step } from '../../core/price.ts'
import { usualContract } from './usual-contract.ts'
import { StepFinder } from './step-finder.ts'

/** What is told of an instrument beside the files; the rest is seen or not known. */
export interface ToldInstrument {
  readonly venue: string
  readonly symbol: string
  readonly name?: string
  readonly class?: Instrument['class']
  readonly tickSize?: Step
  readonly lotSize?: Step
  readonly contractSize?: Step
  readonly rules?: Partial<InstrumentRules>
}

/** An instrument of an import. Its steps may become finer while files are read. */
export interface ImportedInstrument {
  readonly index: number
  readonly venue: string
  readonly symbol: string
  readonly prices: StepFinder
  readonly quantities: StepFinder
  /** Has a book of it begun, in this file or one before? */
  hasBook: boolean
}

/** The instruments of an import, by venue and symbol, in the order in which they turn up. */
export class ImportedInstruments {
  readonly #told: ReadonlyMap<string, ToldInstrument>
  readonly #usual: typeof usualContract
  readonly #imported: (ImportedInstrument & { readonly identity: Identity })[] = []
  readonly #indexes = new Map<string, number>()

  /** @param usual what contracts are where nothing is told of them */
  constructor(told: readonly ToldInstrument[] = [], usual: typeof usualContract = usualContract) {
    this.#usual = usual
    this.#told = new Map(told.map((instrument) => [keyOf(instrument), instrument]))
  }

  /**
   * The instrument that a venue calls so.
   *
   * @param usage the venue whose contracts they are, where the one it goes under is of a user's choice
   * @returns undefined when nothing is told of it and its symbol is no pair of currencies
   */
  find(venue: string, symbol: string, usage: string = venue): ImportedInstrument | undefined {
    const key = keyOf({ venue, symbol })
    const known = this.#indexes.get(key)
    if (known !== undefined) return this.#imported[known]
    const told = this.#told.get(key)
    const named = identityOf(venue, symbol, told)
    if (named === undefined) return undefined
    const identity = {
      ...named,
      ...contractOf(named, told?.contractSize ?? this.#usual(usage, named)),
    }
    const imported = {
      index: this.#imported.length,
      venue,
      symbol,
      identity,
      prices: new StepFinder(told?.tickSize),
      quantities: new StepFinder(told?.lotSize),
      hasBook: false,
    }
    this.#imported.push(imported)
    this.#indexes.set(key, imported.index)
    return imported
  }

  /** The instrument of an index that `find` gave. */
  at(index: number): ImportedInstrument {
    return this.#imported[index]!
  }

  /** The instrument of an index as it stands now: with the steps of the rows that were read last. */
  listingAt(index: number): Listing {
    const { venue, symbol, identity, prices, quantities } = this.#imported[index]!
    const told = this.#told.get(keyOf({ venue, symbol }))
    return {
      instrument: { ...identity, venue, tickSize: prices.step, lotSize: quantities.step },
      symbol,
      stepsInferred: told?.tickSize === undefined || told.lotSize === undefined,
      rules: { ...unknownRules, ...told?.rules },
    }
  }
}

type Named = Pick<Instrument, 'name' | 'base' | 'quote' | 'class'>
type Identity = Named & Pick<Instrument, 'contractSize'>

function identityOf(venue: string, symbol: string, told?: ToldInstrument): Named | undefined {
  const read = readSymbol(venue, told?.name ?? symbol)
  if (read === undefined) return undefined
  return { ...read, class: told?.class ?? readSymbol(venue, symbol)?.class ?? read.class }
}

/** Of derivatives, where it is known; that it is 1 is written down, too. */
function contractOf(
  named: Named,
  contractSize: Step | undefined,
): Pick<Instrument, 'contractSize'> {
  return contractSize === undefined || named.class === 'spot' ? {} : { contractSize }
}

function keyOf({ venue, symbol }: { readonly venue: string; readonly symbol: string }): string {
  return `${venue}\n${symbol}`
}
