import { unitsOf, type Currency } from '../../core/currency.ts'
import { UsageError } from '../../core/errors.ts'
import type { Instrument } from '../../core/instrument.ts'
import { quantityInWords } from '../../core/quantity-words.ts'
import type { Reporting } from '../../engine/reporting.ts'
import { placeOfInstrument, type JournalState } from '../../execution/journal-state.ts'
import type { JournalledPosition } from '../../execution/journalled-position.ts'
import { readJournal } from '../../stores/journal/journal-files.ts'
import type { Tell } from '../operations/notice.ts'
import { replayed } from './open-journal.ts'

/** What is held by the journal in a folder, before anybody has it open; nothing where there is none. */
export async function heldInJournal(folder: string): Promise<readonly Instrument[]> {
  return heldIn(replayed(await readJournal(folder))).map(({ instrument }) => instrument)
}

/** The instruments of a run. */
interface RunInstruments {
  readonly traded: readonly Instrument[]
  /** Looked at because the journal holds something of them, and not traded. */
  readonly held: readonly Instrument[]
}

/**
 * Tells of every position that the journal has and the run does not trade.
 *
 * @param rule what becomes of those that nobody looks at
 * @throws UsageError naming those that cannot be looked at, where that is not allowed
 */
export function tellHeld(
  state: JournalState,
  { traded, held }: RunInstruments,
  rule: 'refuse' | 'leave',
  tell: Tell,
): void {
  const isOf = (list: readonly Instrument[], { instrument }: JournalledPosition): boolean =>
    list.some((each) => state.positions[placeOfInstrument(state, each)]?.instrument === instrument)
  const others = heldIn(state).filter((position) => !isOf(traded, position))
  const unseen = others.filter((position) => !isOf(held, position))
  if (unseen.length > 0 && rule === 'refuse')
    throw new UsageError(
      `the journal holds ${unseen.map(inWords).join(' and ')}, which this run does not look at: name its venue where that still lists it, or say strays.held: leave, and no limit counts it`,
    )
  for (const position of others) {
    const isUnseen = unseen.includes(position)
    const what = isUnseen
      ? 'it is left as it is, and no limit counts it'
      : 'it counts in limits, equity and what the venue is to hold, and is closed where everything is'
    tell(`${inWords(position)} of an earlier run is held and not traded: ${what}`)
  }
}

/**
 * What was gained and lost on what the run at hand does not look at and nothing is held of any more, in the reporting
 * currency: losses of a day, and the highest of equity, are counted over runs, and so is what they are counted from.
 * Currencies whose worth moves are left out, for what they were worth then is not known.
 */
export function gainedElsewhere(
  { positions, placeOf }: JournalState,
  { currency: reporting, rates }: Reporting,
): number {
  const rateOf = (currency: Currency): number => {
    if (currency === reporting) return 1
    const source = rates.get(currency)
    return source?.kind === 'fixed' ? source.rate : Number.NaN
  }
  const gone = positions.filter(({ lots }, place) => lots === 0 && !placeOf.includes(place))
  const gained = gone.flatMap(({ money }) =>
    money.map(({ currency, atoms }) => unitsOf(atoms) * rateOf(currency)),
  )
  return gained.reduce((sum, each) => (Number.isNaN(each) ? sum : sum + each), 0)
}

function heldIn({ positions }: JournalState): JournalledPosition[] {
  return positions.filter(({ lots }) => lots !== 0)
}

function inWords({ instrument, lots }: JournalledPosition): string {
  const { venue, name, class: kind } = instrument
  return `${quantityInWords(instrument, lots)} of ${venue}:${name}${kind === 'spot' ? '' : `:${kind}`}`
}
