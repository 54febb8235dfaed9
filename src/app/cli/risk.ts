import { setTimeout as pause } from 'node:timers/promises'
import type { Command } from 'commander'
import { IsobarError, UsageError } from '../../core/errors.ts'
import type { JournalRecord } from '../../core/journal.ts'
import type { Instant } from '../../core/time.ts'
import {
  forgetStaleRequest,
  isAskedToThrow,
  requestControl,
  type ControlRequest,
} from '../live/control-file.ts'
import { journalStatus, type JournalStatus } from '../live/journal-report.ts'
import { lookAtJournal, openJournal } from '../live/open-journal.ts'
import { listJournalSegments } from '../../stores/journal/journal-files.ts'
import { marksOf, readRunStatus, type RunStatus } from '../live/run-status.ts'
import { decimal, secondOf } from './format.ts'
import { leftStandingWords } from './left-standing-words.ts'
import { reconciledWords, unknownWords } from './reconciled-words.ts'
import {
  alignedTable,
  printJson,
  printLines,
  say,
  withCommonOptions,
  type CommonOptions,
} from './output.ts'

interface RiskOptions extends CommonOptions {
  readonly journal: string
}
interface KillOptions extends RiskOptions {
  readonly reason: string
  readonly flatten?: true
}
interface DrillOptions extends RiskOptions {
  readonly flatten?: true
  readonly liveOrders?: true
}

/** `isobar risk`: the switch, and what is halted. */
export function addRiskCommands(program: Command): void {
  const risk = program
    .command('risk')
    .description('the kill switch of a run on paper or live, and what its risk has halted')
  risk.addHelpText('after', '\nExample:\n  $ isobar risk kill --journal journal --flatten')
  const add = (name: string, description: string): Command =>
    risk
      .command(name)
      .description(description)
      .requiredOption('--journal <dir>', "the folder of the run's journal")
  withCommonOptions(
    add(
      'status',
      'the switch, and for every instrument how far its book is trusted and what halts it',
    ),
    'isobar risk status --journal journal',
  ).action(showStatus)
  withCommonOptions(
    add(
      'kill',
      'throw the switch: orders are cancelled, and nothing is risked until `risk resume`; also of a run that is yet to start',
    )
      .option(
        '--flatten',
        'close positions at the market too; without it they are left as they are',
      )
      .option('--reason <text>', 'why, for the journal', 'asked'),
    'isobar risk kill --journal journal --reason "exchange hacked" --flatten',
  ).action(kill)
  withCommonOptions(
    add('resume', 'take the switch back; losses are counted anew from here'),
    'isobar risk resume --journal journal',
  ).action(resume)
  withCommonOptions(
    add(
      'drill',
      'throw the switch on a running run, see that it works, say how long it took, and take it back',
    )
      .option('--flatten', 'positions too')
      .option('--live-orders', 'also where the run trades live'),
    'isobar risk drill --journal journal',
  ).action(drill)
}

async function showStatus(options: RiskOptions): Promise<void> {
  const { state, isRunning } = await lookAtJournal(options.journal)
  const run = isRunning ? ((await readRunStatus(options.journal)) ?? null) : null
  const status = journalStatus(state, isRunning, marksOf(run ?? undefined))
  if (options.json === true) {
    const { killed, differences, reconciled, notCompared, unknownOrders, mode } = status
    const { openOrders, positions } = status
    const venues = { reconciled, differences, notCompared, unknownOrders }
    printJson({ mode, isRunning, killed, ...venues, openOrders, positions, run })
  } else printLines(...statusLines(status, run))
}

async function kill({ reason, flatten, ...options }: KillOptions): Promise<void> {
  const isNew = (await listJournalSegments(options.journal)).length === 0
  const status = await ask(options, { kind: 'kill', reason, flatten: flatten === true })
  // Of a name that was written wrong nobody is to think that it has stopped anything.
  if (isNew)
    say(`no run has had ${options.journal} yet: the first begins with the switch thrown`, options)
  const { killed, isRunning, openOrders, positions } = status
  if (options.json === true) printJson({ killed, isRunning, openOrders, positions })
  else {
    const left = leftStandingWords(status)
    printLines(
      `The switch is thrown${isRunning ? '' : '; nothing runs, and the next run begins with it'}. \`isobar risk resume\` takes it back.`,
      ...(left === undefined ? [] : [`nothing runs: ${left}`]),
    )
  }
}

async function resume(options: RiskOptions): Promise<void> {
  const { killed } = await statusOf(options.journal)
  if (killed === null && !(await isAskedToThrow(options.journal)))
    throw new UsageError('the switch is not thrown: nothing is taken back')
  const status = await ask(options, { kind: 'resume', reason: '', flatten: false })
  if (options.json === true) printJson({ killed: status.killed, isRunning: status.isRunning })
  else printLines('The switch is taken back.')
}

async function drill(options: DrillOptions): Promise<void> {
  const { journal, json } = options
  if (!(await lookAtJournal(journal)).isRunning)
    throw new UsageError('a drill needs a run: nothing holds the journal')
  await waitUntilBegun(options)
  const { state } = await lookAtJournal(journal)
  if (state.killed !== null) throw new UsageError('the switch is thrown already')
  if (state.mode === 'live' && options.liveOrders !== true)
    throw new UsageError('the run trades live: a drill cancels its orders; say --live-orders')
  const flatten = options.flatten === true
  const started = performance.now()
  await ask(options, { kind: 'kill', reason: 'drill', flatten })
  const thrownMs = performance.now() - started
  const isDone = ({ openOrders, positions, isRunning }: JournalStatus): boolean =>
    !isRunning ||
    (openOrders.length === 0 && (!flatten || positions.every(({ quantity }) => quantity === 0)))
  const after = await waitFor(journal, isDone, drillWithinMs)
  const doneMs = performance.now() - started
  await ask(options, { kind: 'resume', reason: '', flatten: false })
  // A run cancels its orders when it ends, whatever the switch does.
  const hasEnded = after?.isRunning === false
  const passed = after !== undefined && !hasEnded
  if (json === true) printJson({ passed, thrownMs, doneMs, flatten, hasEnded })
  else {
    const what = flatten ? 'no order open and no position held' : 'no order open'
    if (passed)
      printLines(
        `Thrown after ${decimal(thrownMs, 0)} ms, ${what} after ${decimal(doneMs, 0)} ms; taken back.`,
      )
    else if (hasEnded)
      printLines(
        'The run ended while the drill ran, which proves nothing of the switch; it is taken back.',
      )
    else printLines(`Thrown, and after ${drillWithinMs / 1_000} s not yet: ${what}. Taken back.`)
  }
  if (!passed) process.exitCode = 4
}

/** @throws IsobarError of code `refused` where it does not begin: with nothing traded a drill proves nothing */
async function waitUntilBegun({ journal, ...options }: DrillOptions): Promise<void> {
  const deadline = performance.now() + beginWithinMs
  let isTold = false
  while ((await readRunStatus(journal))?.hasBegun !== true) {
    const { isRunning } = await lookAtJournal(journal)
    if (!isRunning || performance.now() > deadline)
      throw new IsobarError(
        'refused',
        `the run ${isRunning ? 'has not begun to trade' : 'ended before it traded'}, and a drill would prove nothing: nothing was thrown`,
        { context: { journal } },
      )
    if (!isTold) say('the run has not begun to trade yet: waiting for it', options)
    isTold = true
    await pause(lookEveryMs)
  }
}

const lookEveryMs = 100
const answerWithinMs = 10_000
/** A run tells how it stands every two seconds. */
const beginWithinMs = 5_000
const drillWithinMs = 30_000

/** Has the run do it, or writes it down where none runs. */
async function ask({ journal }: RiskOptions, request: ControlRequest): Promise<JournalStatus> {
  // It may be thrown before anything has run.
  const isNew = request.kind === 'kill' && (await listJournalSegments(journal)).length === 0
  const isRunning = !isNew && (await lookAtJournal(journal)).isRunning
  if (!isRunning) return writeDown(journal, request, request.kind === 'resume')
  await requestControl(journal, request)
  const isObeyed = ({ killed }: JournalStatus): boolean =>
    (killed !== null) === (request.kind === 'kill')
  const seen = await waitFor(
    journal,
    (status) => isObeyed(status) || !status.isRunning,
    answerWithinMs,
  )
  if (seen === undefined)
    throw new IsobarError('world', `the run did not answer within ${answerWithinMs / 1_000} s`, {
      context: { journal },
    })
  // One that has ended looks for no request.
  return isObeyed(seen) ? seen : writeDown(journal, request, true)
}

/** @param isOver whether what is still asked of a run is done or taken back with it */
async function writeDown(
  journal: string,
  request: ControlRequest,
  isOver: boolean,
): Promise<JournalStatus> {
  const open = await openJournal(journal)
  open.append(recordOf(request))
  if (isOver) await forgetStaleRequest(journal, true)
  await open.close()
  return statusOf(journal)
}

function recordOf({ kind, reason, flatten }: ControlRequest): JournalRecord {
  const time = (Date.now() * 1_000) as Instant
  return kind === 'kill' ? { time, kind, reason, flatten } : { time, kind }
}

async function waitFor(
  journal: string,
  isTrue: (status: JournalStatus) => boolean,
  withinMs: number,
): Promise<JournalStatus | undefined> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const status = await statusOf(journal)
    if (isTrue(status)) return status
    if (performance.now() > deadline) return undefined
    await pause(lookEveryMs)
  }
}

async function statusOf(journal: string): Promise<JournalStatus> {
  const { state, isRunning } = await lookAtJournal(journal)
  return journalStatus(state, isRunning)
}

function statusLines(status: JournalStatus, run: RunStatus | null): string[] {
  const { killed, isRunning, unknownOrders, differences } = status
  const now = Date.now()
  const left = leftStandingWords(status)
  const frozenBy = (venue: string, instrument: string): string[] =>
    unknownOrders
      .filter((order) => order.venue === venue && order.instrument === instrument)
      .map((order) => unknownWords(order, now))
  const rows = (run?.instruments ?? []).map(({ venue, instrument, trust, mid, halts }) => [
    `${venue}:${instrument}`,
    decimal(trust, 2),
    mid === null ? '–' : String(mid),
    [...halts, ...frozenBy(venue, instrument)].join(', '),
  ])
  const pegs = Object.entries(run?.pegs ?? {}).map(
    ([coin, rate]) => `${coin} ${rate === null ? 'unknown' : decimal(rate, 4)}`,
  )
  return [
    ...(rows.length === 0
      ? []
      : [alignedTable(['instrument', 'trust', 'mid', 'halted by'], rows), '']),
    ...(pegs.length === 0 ? [] : [`pegs: ${pegs.join(', ')}`]),
    ...differences.map(({ venue, text }) => `does not agree: ${venue}: ${text}`),
    killed === null
      ? `The switch is not thrown; ${isRunning ? 'running' : 'nothing runs'}, ${reconciledWords(status, now)}.`
      : `The switch is thrown since ${secondOf(killed.time)} UTC: ${killed.reason}.`,
    ...(left === undefined ? [] : [`nothing runs: ${left}`]),
  ]
}
