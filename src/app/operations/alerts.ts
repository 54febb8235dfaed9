import { setTimeout as pause } from 'node:timers/promises'
import type { Alert, AlertChannel, AlertMessage } from './alert-channels.ts'
import { AlertsWaiting } from './alerts-waiting.ts'

/** How much may be sent, and how patient sending is. */
export interface AlertTerms {
  /** Messages a minute to one receiver; the first few of a quiet time go at once. */
  readonly perMinuteMost: number
  /** Alerts that may wait for one receiver; beyond them the oldest are given up, and counted. */
  readonly waitingMost: number
  readonly attemptsMost: number
  /** The first wait after a failure; it doubles. */
  readonly retryMs: number
  readonly answerWithinMs: number
  /** What says the same again but for its numbers is sent at most so often, with how often it was. */
  readonly repeatMs: number
}

export const usualAlertTerms: AlertTerms = {
  perMinuteMost: 20,
  waitingMost: 200,
  attemptsMost: 6,
  retryMs: 1_000,
  answerWithinMs: 5_000,
  repeatMs: 60_000,
}

/** Messages that may go out without waiting after a quiet time. */
const burst = 3
/** Lines of one message. */
const linesMost = 20
/** A receiver that asks for more patience than this is not waited for longer. */
const waitMostMs = 60_000

/** What became of alerts. */
export interface AlertCounts {
  taken: number
  delivered: number
  dropped: number
  failed: number
}

/**
 * Alerts on their way to whoever looks after a run. Taking one costs a push to a list and nothing else: whatever the
 * receivers do, nobody waits for them.
 */
export class Alerts {
  readonly counts: AlertCounts = { taken: 0, delivered: 0, dropped: 0, failed: 0 }
  readonly #routes: readonly Route[]

  /** @param tell hears of what could not be delivered */
  constructor(channels: readonly AlertChannel[], terms: AlertTerms, tell: (line: string) => void) {
    this.#routes = channels.map(
      (channel) => new Route(channel, terms, { tell, counts: this.counts }),
    )
  }

  take(alert: Alert): void {
    this.counts.taken++
    for (const route of this.#routes) route.take(alert)
  }

  /** How many wait, over all receivers. */
  waiting(): number {
    return this.#routes.reduce((sum, route) => sum + route.waiting, 0)
  }

  /** Lets go what waits, for so long at most. */
  async close(withinMs: number): Promise<void> {
    await Promise.all(this.#routes.map((route) => route.close(withinMs)))
  }
}

interface Told {
  readonly tell: (line: string) => void
  readonly counts: AlertCounts
}

/** The way to one receiver. */
class Route {
  readonly #channel: AlertChannel
  readonly #terms: AlertTerms
  readonly #told: Told
  readonly #over = new AbortController()
  readonly #waiting: AlertsWaiting
  #working: Promise<void> | undefined
  #sentAt: number[] = []
  #isHurried = false
  #woken = new AbortController()

  constructor(channel: AlertChannel, terms: AlertTerms, told: Told) {
    this.#channel = channel
    this.#terms = terms
    this.#told = told
    this.#waiting = new AlertsWaiting(terms)
  }

  get waiting(): number {
    return this.#waiting.count
  }

  take(alert: Alert): void {
    if (this.#over.signal.aborted) return
    this.#told.counts.dropped += this.#waiting.add(alert)
    // Those that wait for their time are looked at again: this one may not have to.
    this.#woken.abort()
    this.#begin()
  }

  #begin(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined
      // Taken between the last look and here.
      if (this.#waiting.count > 0 && !this.#over.signal.aborted) this.#begin()
    })
  }

  async close(withinMs: number): Promise<void> {
    this.#isHurried = true
    this.#woken.abort()
    const flushed = new AbortController()
    const patience = pause(withinMs, undefined, { signal: flushed.signal }).catch(() => undefined)
    await Promise.race([this.#working, patience])
    flushed.abort()
    this.#over.abort()
  }

  async #work(): Promise<void> {
    const { signal } = this.#over
    // Alerts rarely come alone: those of the same moment go together.
    await rest(togetherMs, signal)
    while (this.#waiting.count > 0 && !signal.aborted) {
      this.#woken = new AbortController()
      const dueMs = this.#isHurried ? 0 : this.#waiting.dueAt() - performance.now()
      if (dueMs > 0) {
        await rest(dueMs, AbortSignal.any([signal, this.#woken.signal]))
        continue
      }
      await rest(this.#waitMs(), signal)
      if (signal.aborted) return
      const now = this.#isHurried ? Infinity : performance.now()
      await this.#send(this.#waiting.take(linesMost, now))
    }
  }

  /** Until the next message may go: a bucket of `burst` that fills evenly. */
  #waitMs(): number {
    const now = performance.now()
    const gapMs = 60_000 / this.#terms.perMinuteMost
    this.#sentAt = this.#sentAt.filter((at) => now - at < gapMs * burst)
    if (this.#sentAt.length < burst || this.#isHurried) return 0
    return this.#sentAt[0]! + gapMs * burst - now
  }

  async #send(message: AlertMessage): Promise<void> {
    const { attemptsMost, retryMs, answerWithinMs } = this.#terms
    const { counts, tell } = this.#told
    const { signal } = this.#over
    let detail = ''
    for (let attempt = 0; attempt < attemptsMost && !signal.aborted; attempt++) {
      this.#sentAt.push(performance.now())
      const within = AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)])
      const delivery = await this.#channel.send(message, within)
      if (delivery.kind === 'delivered') {
        counts.delivered += countOf(message)
        this.#waiting.delivered(message)
        return
      }
      detail = delivery.detail
      if (delivery.kind === 'refused') break
      const wait = Math.min(waitMostMs, delivery.afterMs ?? retryMs * 2 ** attempt)
      if (attempt + 1 < attemptsMost) await rest(wait, signal)
    }
    counts.failed += countOf(message)
    tell(`${countOf(message)} alerts could not be sent to ${this.#channel.name}: ${detail}`)
  }
}

const togetherMs = 20

async function rest(waitMs: number, signal: AbortSignal): Promise<void> {
  if (waitMs > 0) await pause(waitMs, undefined, { signal, ref: false }).catch(() => undefined)
}

function countOf({ alerts }: AlertMessage): number {
  return alerts.reduce((sum, { count }) => sum + count, 0)
}
