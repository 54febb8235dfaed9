import type { Command } from 'commander'
import { UsageError } from '../../core/errors.ts'
import { detailsInWords, journalLines, type JournalLine } from '../live/journal-log.ts'
import { journalStatus, type JournalStatus } from '../live/journal-report.ts'
import { lookAtJournal } from '../live/open-journal.ts'
import { marksOf, readRunStatus } from '../live/run-status.ts'
import { readJournalLog } from '../../stores/journal/journal-files.ts'
import { count, counted, secondOf } from './format.ts'
import { leftStandingWords } from './left-standing-words.ts'
import { openOrderLines, positionLines } from './position-lines.ts'
import { reconciledWords } from './reconciled-words.ts'
import { printJson, printLines, withCommonOptions, type CommonOptions } from './output.ts'

interface JournalOptions extends CommonOptions {
  readonly journal: string
}

/** `trade` has the same options, and takes them wherever they stand. */
function optionsOf(command: Command): JournalOptions {
  const options = command.optsWithGlobals<Partial<JournalOptions>>()
  if (options.journal === undefined)
    throw new UsageError("required option '--journal <dir>' not specified")
  return { ...options, journal: options.journal }
}

/** `isobar trade status` and `isobar trade log`. */
export function addTradeJournalCommands(trade: Command): void {
  const status = trade
    .command('status')
    .description('what a journal of paper or live trading has come to, running or not')
    .option('--journal <dir>', 'the folder of the journal')
  withCommonOptions(status, 'isobar trade status --journal journal').action(showStatus)
  const log = trade
    .command('log')
    .description('what a journal of paper or live trading tells, record by record')
    .option('--journal <dir>', 'the folder of the journal')
  withCommonOptions(log, 'isobar trade log --journal journal --json').action(showLog)
}

async function showStatus(_: unknown, command: Command): Promise<void> {
  const options = optionsOf(command)
  const { state, isRunning } = await lookAtJournal(options.journal)
  const run = await readRunStatus(options.journal)
  const status = journalStatus(state, isRunning, marksOf(run))
  if (options.json === true) printJson(status)
  else printLines(...statusLines(status))
}

async function showLog(_: unknown, command: Command): Promise<void> {
  const options = optionsOf(command)
  const lines = journalLines(await readJournalLog(options.journal))
  if (options.json === true) printJson(lines)
  else printLines(...logLines(lines))
}

function statusLines(status: JournalStatus): string[] {
  const { differences, killed } = status
  const held = positionLines(status)
  const left = leftStandingWords(status)
  return [
    ...held,
    ...(held.length === 0 ? [] : ['']),
    ...openOrderLines(status),
    ...differences.map(({ venue, text }) => `does not agree: ${venue}: ${text}`),
    ...(killed === null
      ? []
      : [
          `kill switch since ${secondOf(killed.time)} UTC: ${killed.reason}${closingWords(status)}`,
        ]),
    `${counted(status.intents, 'order')} decided on, ${count(status.ordersSent)} sent, ${counted(status.fills, 'fill')} in ${counted(status.runs, 'run')}; ${status.isRunning ? 'running' : 'not running'}, ${reconciledWords(status, Date.now())}.`,
    ...(left === undefined ? [] : [`nothing runs: ${left}`]),
  ]
}

/** What becomes of positions where the switch is to close them: only a run does. */
function closingWords({ killed, positions, isRunning }: JournalStatus): string {
  if (killed?.flatten !== true) return ''
  if (positions.every(({ quantity }) => quantity === 0)) return '; positions are closed'
  return `; positions ${isRunning ? 'are being closed' : 'will be closed by the next run'}`
}

function logLines(lines: readonly JournalLine[]): string[] {
  return lines.map(({ clientOrderId, ...line }) => {
    const { time, kind, venue, instrument } = line
    const details = detailsInWords(line).map((detail) => detail.join(' '))
    const whom = [venue, instrument].filter((each) => each !== undefined).join(':')
    return [new Date(time).toISOString(), kind.padEnd(9), clientOrderId ?? '', whom, ...details]
      .filter((each) => each !== '')
      .join('  ')
  })
}
