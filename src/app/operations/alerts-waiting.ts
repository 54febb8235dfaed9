import type { Alert, AlertMessage, SentAlert } from './alert-channels.ts'
import type { NoticeKind } from './notice.ts'

/** What nobody may miss goes before everything else, never waits for its repetition, and is given up last. */
const urgent: readonly NoticeKind[] = ['kill', 'legs-stuck', 'unprotected', 'failure']

/** Texts of which it is remembered when they were sent. */
const sentMost = 1_000

/**
 * Alerts that wait for one receiver. What says the same but for its numbers is one line, with the last of them and how many
 * they were; what was sent is repeated at most once in `repeatMs`.
 *
 * A class, for it keeps what waits and when the like of it was sent.
 */
export class AlertsWaiting {
  readonly #waitingMost: number
  readonly #repeatMs: number
  readonly #waiting = new Map<string, SentAlert>()
  readonly #sentAt = new Map<string, number>()
  #dropped = 0

  constructor(terms: { readonly waitingMost: number; readonly repeatMs: number }) {
    this.#waitingMost = terms.waitingMost
    this.#repeatMs = terms.repeatMs
  }

  /** Lines that wait. */
  get count(): number {
    return this.#waiting.size
  }

  /** @returns how many alerts were given up for it */
  add(alert: Alert): number {
    const like = likeOf(alert)
    const before = this.#waiting.get(like)
    this.#waiting.set(like, { ...alert, count: (before?.count ?? 0) + 1 })
    if (this.#waiting.size <= this.#waitingMost) return 0
    const all = [...this.#waiting]
    const [given, { count }] = all.find(([, each]) => !isUrgent(each)) ?? all[0]!
    this.#waiting.delete(given)
    this.#dropped += count
    return count
  }

  /** When the first of them may go, in the time of `take`; Infinity when none waits. */
  dueAt(): number {
    return Math.min(...[...this.#waiting].map(([like, alert]) => this.#dueAt(like, alert)))
  }

  /** What may go at an instant, the most urgent first, so many lines at most. */
  take(linesMost: number, now: number): AlertMessage {
    const alerts: SentAlert[] = []
    for (const [like, alert] of this.#inTurn()) {
      if (alerts.length === linesMost || this.#dueAt(like, alert) > now) continue
      alerts.push(alert)
      this.#waiting.delete(like)
    }
    const dropped = this.#dropped
    this.#dropped = 0
    return { alerts, dropped, text: textOf(alerts, dropped) }
  }

  /** What was taken has arrived: the like of it waits from now on. What has not arrived makes nobody wait. */
  delivered({ alerts }: AlertMessage): void {
    for (const alert of alerts) {
      const like = likeOf(alert)
      this.#sentAt.delete(like)
      this.#sentAt.set(like, performance.now())
      if (this.#sentAt.size > sentMost) this.#sentAt.delete(this.#sentAt.keys().next().value!)
    }
  }

  /** The urgent ones first, each in the order of their first. */
  #inTurn(): (readonly [like: string, alert: SentAlert])[] {
    const all = [...this.#waiting]
    const isFirst = ([, alert]: (typeof all)[number]): boolean => isUrgent(alert)
    return [...all.filter(isFirst), ...all.filter((each) => !isFirst(each))]
  }

  #dueAt(like: string, alert: Alert): number {
    return isUrgent(alert) ? -Infinity : (this.#sentAt.get(like) ?? -Infinity) + this.#repeatMs
  }
}

function isUrgent({ kind }: Alert): boolean {
  return urgent.includes(kind)
}

/** Two orders of unknown fate are one thing to be woken for, and so is a coin that leaves its peg twice. */
function likeOf({ kind, text }: Alert): string {
  return `${kind} ${text.replaceAll(/[a-z]*\d[a-z\d]*/gi, '0')}`
}

function textOf(alerts: readonly SentAlert[], dropped: number): string {
  const lines = alerts.map(({ kind, text, count }) =>
    count === 1 ? `[${kind}] ${text}` : `[${kind}] ${text} (the last of ${count} like it)`,
  )
  if (dropped > 0) lines.push(`and ${dropped} more that were too many to send`)
  return lines.join('\n')
}
