import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { pino, stdTimeFunctions, type Level } from 'pino'
import type { JournalRecord } from '../../core/journal.ts'
import { worldFileError } from '../../stores/data-error.ts'
import type { NoticeKind } from './notice.ts'
import type { Redact } from './redactor.ts'

/** Lines of JSON about a run, one each. */
export interface RunLog {
  notice(text: string, kind: NoticeKind): void
  /** A record of the journal, as it is written down. */
  record(record: JournalRecord): void
  /** What is told at `debug` alone, made then. */
  debug(line: () => string, record: object): void
  close(): Promise<void>
}

export type LogLevel = Extract<Level, 'debug' | 'info' | 'warn' | 'error'>

const levels: Readonly<Record<NoticeKind, LogLevel>> = {
  halt: 'warn',
  kill: 'error',
  resume: 'warn',
  disagreement: 'error',
  disconnect: 'warn',
  'unknown-fate': 'warn',
  'legs-stuck': 'error',
  unprotected: 'error',
  failure: 'error',
  recovered: 'info',
  note: 'info',
}

/** Fields that hold secrets wherever they stand, whether or not their values are known. */
const secretFields = ['apiKey', 'secret', 'password', 'token', 'signature', 'headers', 'privateKey']

/**
 * Opens the log of a run, appending to what is there; nobody else may read it. What is known to be secret is taken out
 * of the finished line, wherever it came from.
 *
 * @throws IsobarError of code `world` when it cannot be written
 */
export async function openRunLog(file: string, level: LogLevel, redact: Redact): Promise<RunLog> {
  const stream = createWriteStream(file, { flags: 'a', mode: 0o600 })
  let broken = false
  await once(stream, 'open').catch((cause: unknown) => {
    throw worldFileError(file, cause, 'write')
  })
  // A full disk must not end trading: the journal is what is true, and fails by itself.
  stream.on('error', () => (broken = true))
  const paths = secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
  const log = pino(
    {
      level,
      timestamp: stdTimeFunctions.isoTime,
      redact: { paths, censor: '***' },
      base: { name: 'isobar', pid: process.pid },
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void (broken || stream.write(redact(line))) },
  )
  return {
    notice: (text, kind) => log[levels[kind]]({ kind }, text),
    record: (record) => {
      if (log.isLevelEnabled('debug'))
        log.debug({ record: plain(record) }, `journal: ${record.kind}`)
    },
    debug: (line, record) => {
      if (log.isLevelEnabled('debug')) log.debug({ record }, line())
    },
    close: () => new Promise((resolve) => (broken ? resolve() : stream.end(() => resolve()))),
  }
}

/** JSON has no whole numbers beyond 2^53: atoms are written as text. */
function plain(record: JournalRecord): unknown {
  return JSON.parse(
    JSON.stringify(record, (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
  )
}
