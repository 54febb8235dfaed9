import type { Command } from 'commander'
import type { StylisedFacts } from '../../simulation/market/facts/facts-meter.ts'
import { MarketFacts } from '../../simulation/market/facts/measure-facts.ts'
import { openRecording } from '../../stores/recording/open-recording.ts'
import { count, decimal } from './format.ts'
import {
  alignedTable,
  printJson,
  printLines,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'

interface MeasuredInstrument {
  readonly venue: string
  readonly class: string
  readonly instrument: string
  readonly facts: StylisedFacts
}

/** `isobar market facts`. */
export function addMarketFactsCommand(market: Command): void {
  const command = market
    .command('facts <recording>')
    .description(
      'what is known to hold of markets everywhere, measured on a recording: spreads, depth, tails, storms, impact',
    )
  withCommonOptions(command, 'isobar market facts recordings/made-up').action(run)
}

async function run(folder: string, options: CommonOptions): Promise<void> {
  const recording = await openRecording(folder)
  const measured = new MarketFacts()
  for await (const rows of recording.events()) measured.apply(rows)
  const instruments = [...measured.facts()].map(([index, facts]): MeasuredInstrument => {
    const { venue, class: kind, name } = recording.instruments.at(index)
    return { venue, class: kind, instrument: name, facts }
  })
  if (options.json === true) printJson({ recording: folder, instruments })
  else printLines(alignedTable(header, instruments.map(rowOf)))
}

const header = [
  'venue',
  'class',
  'instrument',
  'seconds',
  'trades',
  'spread bps',
  '90 %',
  'depth at 1',
  'at 3',
  'size tail',
  'storms',
  '1 s / 1 min',
  '10 s',
  'impact',
]

function rowOf({ venue, class: kind, instrument, facts }: MeasuredInstrument): string[] {
  return [
    venue,
    kind,
    instrument,
    count(facts.seconds),
    count(facts.trades),
    decimal(facts.spreadBpsMedian, 3),
    decimal(facts.spreadBps90, 3),
    decimal(facts.depthShare1, 3),
    decimal(facts.depthShare3, 3),
    decimal(facts.sizeTail, 2),
    decimal(facts.absoluteAutocorrelation, 3),
    decimal(facts.signature1, 2),
    decimal(facts.signature10, 2),
    decimal(facts.impactExponent, 2),
  ]
}
