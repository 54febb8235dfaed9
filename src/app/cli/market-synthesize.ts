import { InvalidArgumentError, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import { microsecondsPerSecond } from '../../core/time.ts'
import { parseTimeframe } from '../../core/timeframe.ts'
import { defaultMarketPlan } from '../../simulation/market/default-plan.ts'
import type { MarketPlan } from '../../simulation/market/market-plan.ts'
import { lackingFor } from '../../simulation/market/planted/plantable.ts'
import { plantedExamples } from '../../simulation/market/planted/planted-examples.ts'
import type { PlantedFact } from '../../simulation/market/planted/planted-fact.ts'
import { synthesize, type Synthesized } from '../synthesize.ts'
import { share, wholeNumber } from './arguments.ts'
import { count } from './format.ts'
import {
  alignedTable,
  printJson,
  printLines,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'
import { progressBar } from './progress.ts'

interface SynthesizeOptions extends CommonOptions {
  readonly out: string
  readonly seed: number
  readonly duration: number
  readonly venues?: readonly string[]
  readonly bases?: readonly string[]
  readonly plant: readonly string[]
  readonly rSquared: number
}

const kinds = Object.keys(plantedExamples(1))

/** `isobar market synthesize`. */
export function addMarketSynthesizeCommand(market: Command): void {
  const command = market
    .command('synthesize')
    .description(
      'write a made-up market as a recording, with the truth of what was planted beside it (truth.json)',
    )
    .requiredOption('--out <dir>', 'the recording to make; there must be nothing yet')
    .option('--seed <n>', 'what it is made from', wholeNumber(0), 1)
    .option('--duration <time>', 'how long it lasts: 90s, 10m, 6h, 1d', seconds, 600)
    .option('--venues <list>', 'only these venues, separated by commas', list)
    .option('--bases <list>', 'only these coins', list)
    .option('--plant <list>', `put in on purpose: all, or of ${kinds.join(', ')}`, list, [])
    .option(
      '--r-squared <share>',
      'of the planted flow signal: what flow says of the next minute',
      share,
      0.1,
    )
  withCommonOptions(
    command,
    'isobar market synthesize --duration 1h --plant absorbing-iceberg,outage --out recordings/made-up',
  ).action(run)
}

async function run(options: SynthesizeOptions): Promise<void> {
  const bar = progressBar('synthesizing', options)
  const result = await synthesize(planOf(options), options.duration, {
    out: options.out,
    onProgress: bar.update,
  })
  bar.end()
  if (options.json === true) printJson(documentOf(options, result))
  else printLines(...linesOf(options, result))
}

function planOf({ seed, duration, venues, bases, plant, rSquared }: SynthesizeOptions): MarketPlan {
  const plan = defaultMarketPlan(seed)
  checkNames(
    'venue',
    venues,
    plan.venues.map(({ name }) => name),
  )
  checkNames(
    'coin',
    bases,
    plan.assets.map(({ name }) => name),
  )
  checkNames('planted fact', plant, ['all', ...kinds])
  const part: MarketPlan = {
    ...plan,
    venues: plan.venues.filter(({ name }) => venues?.includes(name) !== false),
    listings: plan.listings.filter(
      ({ venue, base }) => venues?.includes(venue) !== false && bases?.includes(base) !== false,
    ),
  }
  if (part.listings.length === 0) throw new UsageError('none of these coins is listed there')
  return { ...part, planted: plantedIn(part, plant, examplesIn(part, duration, rSquared)) }
}

/** The examples, the flow signal at the first listing where its own place is not listed. */
function examplesIn(plan: MarketPlan, duration: number, rSquared: number): readonly PlantedFact[] {
  const examples = plantedExamples(duration)
  const example = examples['flow-signal'] as Extract<PlantedFact, { kind: 'flow-signal' }>
  const { venue, base, quote, class: listed } = plan.listings[0]!
  const isThere = lackingFor(example, plan) === undefined
  const place = isThere ? {} : { venue, base, quote, class: listed }
  return Object.values({ ...examples, 'flow-signal': { ...example, ...place, rSquared } })
}

/** What was asked for; of all, what there is a place for. */
function plantedIn(
  plan: MarketPlan,
  wanted: readonly string[],
  facts: readonly PlantedFact[],
): readonly PlantedFact[] {
  if (wanted.includes('all')) return facts.filter((fact) => lackingFor(fact, plan) === undefined)
  const asked = facts.filter(({ kind }) => wanted.includes(kind))
  for (const fact of asked) {
    const lacking = lackingFor(fact, plan)
    if (lacking !== undefined) throw new UsageError(`cannot plant ${fact.kind}: ${lacking}`)
  }
  return asked
}

function checkNames(
  what: string,
  given: readonly string[] | undefined,
  known: readonly string[],
): void {
  const strange = given?.find((name) => !known.includes(name))
  if (strange === undefined) return
  throw new UsageError(`no ${what} ${strange} in the made-up market; there are ${known.join(', ')}`)
}

function documentOf(options: SynthesizeOptions, { manifest, truth }: Synthesized): object {
  const { events, messages, from, to, instruments } = manifest
  const { out, seed } = options
  return { recording: out, seed, events, messages, from, to, instruments, planted: truth.planted }
}

function linesOf({ out, seed }: SynthesizeOptions, { manifest, truth }: Synthesized): string[] {
  const rows = manifest.instruments.map((instrument) => {
    const streams = manifest.streams.filter(
      (stream) =>
        stream.venue === instrument.venue &&
        stream.class === instrument.class &&
        stream.instrument === instrument.name,
    )
    const of = (channel: string): string =>
      count(streams.find((stream) => stream.channel === channel)?.events ?? 0)
    const { venue, class: kind, name } = instrument
    return [venue, kind, name, of('book'), of('trades'), of('quotes'), of('marks')]
  })
  const header = ['venue', 'class', 'instrument', 'book', 'trades', 'quotes', 'marks']
  const planted = truth.planted.map(({ fact, figures }) => {
    const told = Object.entries(figures).map(
      ([name, value]) => `${name} ${Number(value.toPrecision(6))}`,
    )
    return `planted: ${fact.kind}: ${told.join(', ')}`
  })
  return [
    alignedTable(header, rows),
    '',
    ...planted,
    `${out}: ${count(manifest.events)} events of ${rows.length} instruments, made up from seed ${seed}; nothing in it is a market.`,
  ]
}

function seconds(text: string): number {
  const timeframe = parseTimeframe(text)
  if (timeframe === undefined) throw new InvalidArgumentError('expected 90s, 10m, 6h or 1d.')
  return timeframe.duration / microsecondsPerSecond
}

function list(text: string): readonly string[] {
  return text.split(',').filter((part) => part !== '')
}
