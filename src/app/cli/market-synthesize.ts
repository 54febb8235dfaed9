import { InvalidArgumentError, Option, type Command } from 'commander'
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
import { count, counted } from './format.ts'
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
    .addOption(
      new Option('--duration <time>', 'how long it lasts: 90s, 10m, 6h, 1d')
        .argParser(seconds)
        .default(600, '10m'),
    )
    .option('--venues <list>', 'only these venues, separated by commas', list)
    .option('--bases <list>', 'only these coins', list)
    .addOption(
      new Option('--plant <list>', `put in on purpose: all, or of ${kinds.join(', ')}`)
        .argParser(list)
        .default([], 'nothing'),
    )
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

async function run(options: SynthesizeOptions, command: Command): Promise<void> {
  const isSaid = command.getOptionValueSource('rSquared') === 'cli'
  if (isSaid && !options.plant.some((kind) => kind === 'all' || kind === 'flow-signal'))
    throw new UsageError('--r-squared is of a planted flow signal: --plant flow-signal')
  const { plan, left } = planOf(options)
  const bar = progressBar('synthesizing', options)
  const result = await synthesize(plan, options.duration, {
    out: options.out,
    onProgress: bar.update,
  }).finally(bar.end)
  if (options.json === true) printJson(documentOf(options, result, left))
  else printLines(...linesOf(options, result, left))
}

/** What `all` could not plant, and why. */
interface LeftOut {
  readonly kind: PlantedFact['kind']
  readonly reason: string
}

interface Planned {
  readonly plan: MarketPlan
  readonly left: readonly LeftOut[]
}

function planOf({ seed, duration, venues, bases, plant, rSquared }: SynthesizeOptions): Planned {
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
  return planted(part, plant, { duration, facts: examplesIn(part, duration, rSquared) })
}

/** The examples, the flow signal at the first listing where its own place is not listed. */
function examplesIn(plan: MarketPlan, duration: number, rSquared: number): readonly PlantedFact[] {
  const examples = plantedExamples(duration)
  const example = examples['flow-signal'] as Extract<PlantedFact, { kind: 'flow-signal' }>
  const { venue, base, quote, class: listed } = plan.listings[0]!
  const isThere = lackingFor(example, plan, duration) === undefined
  const place = isThere ? {} : { venue, base, quote, class: listed }
  return Object.values({ ...examples, 'flow-signal': { ...example, ...place, rSquared } })
}

/** With what was asked for; of all, with what there is a place for. */
function planted(
  plan: MarketPlan,
  wanted: readonly string[],
  { duration, facts }: { readonly duration: number; readonly facts: readonly PlantedFact[] },
): Planned {
  const isAll = wanted.includes('all')
  const asked = facts.filter(({ kind }) => isAll || wanted.includes(kind))
  const left = asked.flatMap((fact): LeftOut[] => {
    const reason = lackingFor(fact, plan, duration)
    return reason === undefined ? [] : [{ kind: fact.kind, reason }]
  })
  const [first] = left
  if (!isAll && first !== undefined) {
    throw new UsageError(`cannot plant ${first.kind}: ${first.reason}`)
  }
  const isLeft = ({ kind }: PlantedFact): boolean => left.some((each) => each.kind === kind)
  return { plan: { ...plan, planted: asked.filter((fact) => !isLeft(fact)) }, left }
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

function documentOf(
  options: SynthesizeOptions,
  { manifest, truth }: Synthesized,
  notPlanted: readonly LeftOut[],
): object {
  const { events, messages, from, to, instruments } = manifest
  const { out, seed } = options
  const made = { recording: out, seed, events, messages, from, to, instruments }
  return { ...made, planted: truth.planted, notPlanted }
}

function linesOf(
  { out, seed }: SynthesizeOptions,
  { manifest, truth }: Synthesized,
  left: readonly LeftOut[],
): string[] {
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
  const facts = truth.planted.map(({ fact, figures }) => {
    const told = Object.entries(figures).map(
      ([name, value]) => `${name} ${Number.isNaN(value) ? '–' : Number(value.toPrecision(6))}`,
    )
    return `planted: ${fact.kind}: ${told.join(', ')}`
  })
  const lacking = left.map(({ kind, reason }) => `not planted: ${kind}: ${reason}`)
  return [
    alignedTable(header, rows),
    '',
    ...facts,
    ...lacking,
    `${out}: ${count(manifest.events)} events of ${counted(rows.length, 'instrument')}, made up from seed ${seed}; nothing in it is a market.`,
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
