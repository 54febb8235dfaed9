import { Option, type Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import type { Duration } from '../../core/time.ts'
import type {
  FlowWatchResult,
  WatchForecast,
  WatchOutcome,
  WatchWithdrawal,
} from '../../research/flow/flow-watch-result.ts'
import { watchVerdict } from '../../research/flow/watch-verdict.ts'
import { faultNotes, lockedNote } from '../flow/fault-notes.ts'
import { writeModelFile, type ReadModel } from '../flow/model-file.ts'
import { NoticeWords } from '../flow/notice-words.ts'
import { PredictionsLog } from '../flow/predictions-log.ts'
import { followFeed, openWatchedFeed, type WatchedFeed } from '../flow/watch-feed.ts'
import { warmUpOf, warmUpWords } from '../flow/warm-up.ts'
import { WatchedFlow, type WatchSetup } from '../flow/watched-flow.ts'
import { wallClock } from '../live/wall-clock.ts'
import { duration, wholeNumber } from './arguments.ts'
import { askedToEnd, leaveSoon } from './asked-to-end.ts'
import { durationOf, readModelOption } from './flow-options.ts'
import { counted } from './format.ts'
import { forecastLine, scoreLine, watchSummaryLines } from './flow-watch-lines.ts'
import { printJson, printLines, say, withCommonOptions, type CommonOptions } from './output.ts'
import { keepUntriedRun, withSaveOption } from './run-options.ts'

interface WatchOptions extends CommonOptions {
  readonly model: string
  readonly instrument?: string
  readonly url: string
  readonly maxGap: number
  readonly duration?: Duration
  readonly scoreEvery: number
  readonly online?: true
  readonly out?: string
  readonly predictions?: string
  readonly draws: number
  readonly seed: number
  readonly save?: string
}

/** `isobar flow watch` */
export function addFlowWatch(flow: Command): void {
  const command = flow
    .command('watch')
    .description(
      'a trained model on a live feed: a forecast with its interval at each instant of its clock, or why there is none,\nand what those that came due were worth; Ctrl-C ends it with a summary;\nwith --json a document a line, the summary last',
    )
    .requiredOption('--model <file>', 'of isobar flow train, over ticks')
    .option(
      '--instrument <name>',
      'venue:BASE-QUOTE, perhaps with :linear; the one the model was trained on without',
    )
    .addOption(
      new Option('--url <url>', 'exchanges that are served on this machine').default('', 'none'),
    )
    .addOption(
      new Option('--max-gap <time>', 'a price that old is not known; more than an hour is an hour')
        .argParser(durationOf)
        .default(30e6, '30s'),
    )
    .addOption(
      new Option('--duration <time>', '30s, 10m, 2h; else until asked to end').argParser(duration),
    )
    .addOption(
      new Option('--score-every <time>', 'tell the running score so often')
        .argParser(durationOf)
        .default(60e6, '60s'),
    )
    .option('--online', 'go on learning from what comes due: of linear and logistic models')
    .option('--out <file>', 'with --online: what has been learnt by the end, as a model')
    .option('--predictions <file>', 'CSV of every forecast and what came of it, as it comes due')
    .option('--draws <n>', 'of the bootstrap of the summary', wholeNumber(100, 100_000), 1_000)
    .option('--seed <n>', 'of the bootstrap', wholeNumber(0), 1)
  withSaveOption(
    withCommonOptions(
      command,
      'isobar flow watch --model model.json --instrument binance:SOL-USDT\n  isobar flow watch --model model.json --url http://127.0.0.1:4290 --json',
    ),
  ).action(watch)
}

async function watch(options: WatchOptions): Promise<void> {
  const kept = requireWatchable(await readModelOption(options.model), options)
  const name = options.instrument ?? kept.instrument
  // Listened for from here on: who asks for the end while a venue is asked has it too.
  const signal = askedToEnd({ length: options.duration })
  const opened = await openWatchedFeed(name, kept.plan, {
    url: options.url,
    clock: wallClock,
    signal,
  }).catch((cause: unknown) => {
    if (signal.aborted) return undefined
    throw cause
  })
  if (opened === undefined) {
    const unwritten = options.out === undefined ? '' : `, and ${options.out} was not written`
    say(`ended before the venue had answered: nothing was heard${unwritten}`, options)
    return
  }
  const { instrument } = opened
  for (const line of beginningLines(kept, `${instrument.venue}:${instrument.name}`)) {
    say(line, options)
  }
  try {
    const result = await watchFeed({ kept, opened, options, signal })
    await keepUntriedRun('flow watch', { result, files: [options.model] }, options)
    if (options.json === true) printJson(result)
    else printLines(...watchSummaryLines(result))
  } finally {
    leaveSoon()
  }
}

type Watchable = ReadModel & WatchSetup['kept']

/** @throws UsageError for what cannot be watched as it is asked for */
function requireWatchable(kept: ReadModel, { model, online, out }: WatchOptions): Watchable {
  const { plan, clock, model: trained } = kept
  if (plan === null || clock === null) {
    throw new UsageError(
      `--model ${model}: was trained on bars; a live feed is watched by models of ticks (isobar flow train RECORDING)`,
    )
  }
  if (online === true && trained.learnt.kind === 'boosted') {
    throw new UsageError('--online: trees do not learn row by row; linear and logistic models do')
  }
  if (out !== undefined && online !== true)
    throw new UsageError('--out needs --online: nothing else changes a model')
  if (out?.endsWith('.json') === false)
    throw new UsageError(`--out ${out}: expected a name that ends in .json`)
  return { ...kept, plan, clock }
}

/** What is watched, what speaks against it, and what has to be waited for before anything is forecast. */
function beginningLines(kept: Watchable, name: string): string[] {
  const { model, plan, scorecard } = kept
  const now = wallClock.now()
  const until = warmUpWords(warmUpOf(model.features, plan), { since: now, now })
  const doubt = 'reason' in scorecard ? scorecard.verdict : scorecard.calibrationError?.verdict
  return [
    `watching ${name}; a forecast of ${model.horizon / 1e6} s${everyOf(kept)}`,
    ...(name === kept.instrument
      ? []
      : [
          `the model was trained on ${kept.instrument}: what its measures are there they need not be here, and where they are beyond what it knows it says nothing`,
        ]),
    ...(until === '' ? [] : [`no forecast at first: ${until}`]),
    ...(doubt === undefined || doubt === null ? [] : [`in training: ${doubt}`]),
  ]
}

function everyOf({ clock }: Watchable): string {
  const { kind, every } = clock
  return kind === 'time'
    ? ` every ${every / 1e6} s`
    : `, whenever ${every} ${kind === 'events' ? 'messages came' : 'was traded'}`
}

async function watchFeed(parts: {
  readonly kept: Watchable
  readonly opened: WatchedFeed
  readonly options: WatchOptions
  readonly signal: AbortSignal
}): Promise<FlowWatchResult> {
  const { kept, opened, options, signal } = parts
  const { predictions, maxGap: gapMost, online } = options
  const log =
    predictions === undefined
      ? undefined
      : new PredictionsLog(predictions, kept.model.horizon / 1e6)
  // A mid may lie between two ticks.
  const tell = teller(options, opened.instrument.tickSize.decimals + 1)
  const span = { from: Number.NaN, to: Number.NaN }
  const watched = new WatchedFlow(
    { kept, roles: opened.roles, gapMost, isOnline: online === true },
    {
      tell: (record) => {
        if (record.kind === 'outcome') log?.add(record)
        else {
          if (Number.isNaN(span.from)) span.from = record.time
          span.to = record.time
        }
        tell(record)
      },
    },
  )
  const words = new NoticeWords()
  // That nothing came due yet is said once.
  let isNoneTold = false
  let scoreAt = wallClock.now() + options.scoreEvery
  const following = followFeed(watched, opened, {
    clock: wallClock,
    signal,
    notice: (notice) => {
      const line = words.lineOf(notice, wallClock.now())
      if (line !== undefined) say(line, options)
    },
    looked: (now) => {
      if (now < scoreAt) return
      scoreAt += options.scoreEvery * Math.ceil((now - scoreAt + 1) / options.scoreEvery)
      const score = watched.scoreAt(now)
      if (options.json === true) printJson(score)
      else if (score.forecasts > 0 || !isNoneTold) printLines(scoreLine(score))
      isNoneTold ||= score.forecasts === 0
    },
  })
  await following.finally(() => log?.close())
  const notes = [...opened.notes, ...(await keepLearnt(watched, kept, options))]
  return resultOf(watched, { ...parts, span, notes })
}

type Teller = (record: WatchForecast | WatchWithdrawal | WatchOutcome) => void

/** A person is told of a withdrawal when its reason is another, and when it has lasted for a while. */
function teller(options: WatchOptions, decimals: number): Teller {
  if (options.json === true) return printJson
  let reason = ''
  let toldAt = -Infinity
  return (record) => {
    if (record.kind === 'outcome') return
    if (record.kind === 'forecast') {
      reason = ''
      printLines(forecastLine(record, decimals))
    } else if (record.reason !== reason || record.time - toldAt >= toldAgainMs) {
      reason = record.reason
      toldAt = record.time
      const clock = new Date(record.time).toISOString().slice(11, 19)
      printLines(`${clock}  no forecast: ${record.reason}: ${record.detail}`)
    }
  }
}

const toldAgainMs = 30_000

async function keepLearnt(
  watched: WatchedFlow,
  { sha256, ...kept }: Watchable,
  options: WatchOptions,
): Promise<readonly string[]> {
  const { out } = options
  const learnt = watched.learnt()
  if (out === undefined || learnt === undefined) return []
  if (watched.scored === 0) {
    const unwritten = `nothing came due, so nothing was learnt: ${out} was not written`
    // A person reads it among the notes.
    if (options.json === true) say(unwritten, options)
    return [unwritten]
  }
  const model = { ...kept.model, learnt }
  const written = await writeModelFile(out, { ...kept, model })
  return [
    `what was learnt from ${counted(watched.scored, 'outcome')} is ${out}, sha256 ${written.sha256}, from ${sha256}; its scorecard is still that of training`,
  ]
}

function resultOf(
  watched: WatchedFlow,
  parts: {
    readonly kept: Watchable
    readonly opened: WatchedFeed
    readonly options: WatchOptions
    readonly span: { readonly from: number; readonly to: number }
    readonly notes: readonly string[]
  },
): FlowWatchResult {
  const { kept, opened, options, span, notes } = parts
  const { instrument } = opened
  const name = `${instrument.venue}:${instrument.name}`
  const { model, sha256 } = kept
  const isHeard = !Number.isNaN(span.from)
  const facts = {
    instrument: name,
    model: {
      file: options.model,
      sha256,
      kind: model.learnt.kind,
      trainedOn: kept.instrument,
      trainedTo: model.training.to / 1_000,
      online: options.online === true,
    },
    horizonSeconds: model.horizon / 1e6,
    from: isHeard ? span.from : null,
    to: isHeard ? span.to : null,
    forecasts: watched.forecasts,
    scored: watched.scored,
    unknown: watched.unknown,
    waiting: watched.waiting,
    withdrawn: watched.withdrawn,
    score: watched.score.figures(),
    intervals: watched.score.judged(options.draws, options.seed),
    calibration: watched.score.calibration(10),
    seed: options.seed,
    notes: [
      ...(name === kept.instrument ? [] : [`the model was trained on ${kept.instrument}`]),
      ...faultNotes(watched.features.faults()),
      ...lockedNote(watched.features.faults()),
      ...notes,
    ],
  }
  return { kind: 'flow-watch', format: 1, ...facts, verdict: watchVerdict(facts) }
}
