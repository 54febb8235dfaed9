import type { JournalRecord } from '../../core/journal.ts'
import { telegramChannel, webhookChannel, type AlertChannel } from './alert-channels.ts'
import { Alerts, usualAlertTerms } from './alerts.ts'
import type { AlertsConfig } from './alerts-config.ts'
import { GroupedLines, namedOnce } from './grouped-lines.ts'
import { liveMetrics, type LiveMetrics } from './live-metrics.ts'
import { serveMetrics, type MetricsServer } from './metrics-server.ts'
import type { Tell } from './notice.ts'
import { redactorOf, type Redact } from './redactor.ts'
import { openRunLog, type LogLevel, type RunLog } from './run-log.ts'

/** What is wanted beside trading. */
export interface OperationsWish {
  /** Names the run in alerts. */
  readonly run: string
  readonly secrets: readonly string[]
  readonly alerts: AlertsConfig
  /** Undefined: no log beside what a person sees. */
  readonly log: string | undefined
  readonly logLevel: LogLevel
  /** Undefined: none are served. */
  readonly metricsPort: number | undefined
  /** What a person sees. */
  readonly say: (line: string) => void
}

/** How a run is looked after: everything it tells goes to a person, a log, figures and alerts, without anything secret. */
export interface Operations {
  readonly tell: Tell
  /** All but the person: who reads the command's own failure is told nothing twice. */
  readonly tellOthers: Tell
  readonly redact: Redact
  readonly metrics: LiveMetrics
  /** `http://127.0.0.1:PORT/metrics`, where figures are served. */
  readonly address: string | undefined
  record(record: JournalRecord): void
  /** To the log, where it tells as much; the line is made where it does. */
  debug(line: () => string, record: object): void
  /** Says what is held to be said together: for whoever ends the process at once. */
  sayHeld(): void
  /** Lets go what waits, for a moment at most. */
  close(): Promise<void>
}

/** Alerts that wait when a run ends are given so long. */
const farewellMs = 3_000

export async function openOperations(wish: OperationsWish): Promise<Operations> {
  const redact = redactorOf(wish.secrets)
  const log = wish.log === undefined ? undefined : await openRunLog(wish.log, wish.logLevel, redact)
  const say = (line: string): void => {
    wish.say(redact(line))
    log?.notice(redact(line), 'note')
  }
  const alerts = new Alerts(channelsOf(wish), termsOf(wish.alerts), say)
  const metrics = liveMetrics(() => ({ ...alerts.counts, waiting: alerts.waiting() }))
  const server = await metricsServer(wish, metrics, log)
  const lines = new GroupedLines(wish.say)
  const tellOthers: Tell = (line, kind = 'note') => {
    const text = redact(namedOnce(line))
    log?.notice(text, kind)
    metrics.noticed(kind)
    if (wish.alerts.kinds.includes(kind)) alerts.take({ time: Date.now(), kind, text })
  }
  return {
    redact,
    metrics,
    address: server?.address,
    tell: (line, kind = 'note') => {
      lines.take(redact(namedOnce(line)), kind)
      tellOthers(line, kind)
    },
    tellOthers,
    record: (record) => log?.record(record),
    debug: (line, record) => log?.debug(line, record),
    sayHeld: () => lines.close(),
    close: async () => {
      lines.close()
      await alerts.close(farewellMs)
      await server?.close()
      await log?.close()
    },
  }
}

async function metricsServer(
  { metricsPort }: OperationsWish,
  { registry }: LiveMetrics,
  log: RunLog | undefined,
): Promise<MetricsServer | undefined> {
  if (metricsPort === undefined) return undefined
  return serveMetrics(registry, metricsPort).catch(async (cause: unknown) => {
    await log?.close()
    throw cause
  })
}

function channelsOf({ alerts, run }: OperationsWish): AlertChannel[] {
  const { webhook, telegram } = alerts
  return [
    ...(webhook === '' ? [] : [webhookChannel(webhook, run)]),
    ...(telegram.token === '' ? [] : [telegramChannel(telegram)]),
  ]
}

function termsOf({ perMinuteMost }: AlertsConfig): typeof usualAlertTerms {
  return { ...usualAlertTerms, perMinuteMost }
}
