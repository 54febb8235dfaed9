import { errorText } from '../../core/errors.ts'
import type { OrderCommand } from '../../core/orders/order.ts'
import type { SendOutcome } from '../../core/orders/venue.ts'
import type { Instant } from '../../core/time.ts'
import { wireIdOf } from '../../execution/wire-id.ts'
import type { LiveDesk } from './live-desk.ts'

/**
 * So long it is remembered when an order left. A search that begins later proves as much without: no venue takes an order
 * longer than two minutes after it left.
 */
const leftKeptUs = 600_000_000

/**
 * Takes commands from the engine's outbox to the venues: written down, on the disk, and only then sent, in the order in
 * which they were decided.
 */
export class CommandDesk {
  readonly #desk: LiveDesk
  readonly #broken: (cause: unknown) => void
  /** When each order left that may become of unknown fate; Infinity while it may still leave. */
  readonly #leftAt = new Map<number, number>()
  /** What came in place of an answer, of those orders that are looked for. */
  readonly #unclear = new Map<number, string>()
  #isStopped = false

  /** @param broken hears when the journal takes nothing more: from then on nothing is sent */
  constructor(desk: LiveDesk, broken: (cause: unknown) => void) {
    this.#desk = desk
    this.#broken = broken
  }

  /** Nothing is sent from now on. */
  stop(): void {
    this.#isStopped = true
  }

  /** The latest instant at which an order of this run can have left; undefined for those of earlier runs. */
  leftAt(clientOrderId: number): number | undefined {
    return this.#leftAt.get(clientOrderId)
  }

  /** What came in place of an answer to an order; undefined where nothing came in time. */
  unclear(clientOrderId: number): string | undefined {
    return this.#unclear.get(clientOrderId)
  }

  forget(clientOrderId: number): void {
    this.#unclear.delete(clientOrderId)
    this.#leftAt.delete(clientOrderId)
  }

  /** Empties the outbox. */
  post(): void {
    const { outbox } = this.#desk.engine
    if (outbox.length === 0) return
    const commands = outbox.splice(0)
    const decidedAt = this.#desk.now()
    for (const command of commands) this.#write(command)
    this.#sendCommitted(commands, decidedAt).catch((cause: unknown) => {
      this.#isStopped = true
      this.#broken(cause)
    })
  }

  async #sendCommitted(commands: readonly OrderCommand[], decidedAt: Instant): Promise<void> {
    const committed = this.#desk.setup.journal.commit()
    // While the disk writes: what is left to do afterwards is to send.
    for (const command of commands) this.#prepare(command)
    await committed
    for (const command of commands) this.#send(command, decidedAt)
  }

  /** What goes wrong here goes wrong again when it is sent, or never mattered. */
  #prepare(command: OrderCommand): void {
    const { clientOrderId, instrument } = command.kind === 'place' ? command.order : command
    const venue = this.#desk.venueOf(instrument)
    try {
      venue.prepare?.(command, this.#wireId(clientOrderId))
    } catch (cause) {
      this.#desk.setup.tell(`${venue.name}: not written ahead: ${errorText(cause)}`)
    }
  }

  #write(command: OrderCommand): void {
    const desk = this.#desk
    // Of what was decided on, which may have waited for us.
    const { time } = desk.engine
    switch (command.kind) {
      case 'place': {
        const { order } = command
        const own = desk.engine.orders.of(order.clientOrderId)!
        return desk.write({
          time,
          kind: 'intent',
          order,
          wireId: this.#wireId(order.clientOrderId),
          strategy: own.strategy,
          label: own.label ?? null,
          arrivalMid: Number.isNaN(own.arrivalMid) ? null : own.arrivalMid,
          isOfLegs: own.legs !== undefined,
        })
      }
      case 'cancel':
        return desk.write({ time, kind: 'cancel', clientOrderId: command.clientOrderId })
      case 'amend': {
        const { clientOrderId, lots, priceTicks } = command
        return desk.write({ time, kind: 'amend', clientOrderId, lots, priceTicks })
      }
    }
  }

  #send(command: OrderCommand, decidedAt: Instant): void {
    if (this.#isStopped) return
    const desk = this.#desk
    const { clientOrderId, instrument } = command.kind === 'place' ? command.order : command
    const sendBy = (decidedAt + desk.setup.timing.sendWithin) as Instant
    const time = desk.now()
    desk.counts.commands++
    if (command.kind === 'place') {
      this.#leftAt.set(clientOrderId, Infinity)
      desk.write({ time, kind: 'sent', clientOrderId })
    }
    desk
      .venueOf(instrument)
      .send(command, this.#wireId(clientOrderId), sendBy)
      .catch((cause: unknown): SendOutcome => ({ kind: 'unknown', detail: errorText(cause) }))
      .then((outcome) => this.#hear(command, outcome, time))
      .catch(this.#broken)
  }

  #hear(command: OrderCommand, outcome: SendOutcome, leftAt: Instant): void {
    // Whatever was to be sent has been by now.
    if (command.kind === 'place') this.#note(command.order.clientOrderId)
    const desk = this.#desk
    const { clientOrderId, instrument } = command.kind === 'place' ? command.order : command
    if (outcome.kind === 'answered') {
      desk.setup.answered?.(desk.venueOf(instrument).name, (desk.now() - leftAt) / 1e6)
      return
    }
    if (outcome.kind === 'unknown') {
      desk.counts.unanswered++
      const { detail } = outcome
      if (detail === undefined) this.#unclear.delete(clientOrderId)
      else this.#unclear.set(clientOrderId, detail)
      return desk.hearSearch(clientOrderId, { kind: 'timed-out' }, detail)
    }
    desk.counts.unsent++
    const time = desk.now()
    if (command.kind === 'place') {
      desk.write({ time, kind: 'unsent', clientOrderId, detail: outcome.detail })
      desk.process({ kind: 'searched', time, clientOrderId, result: { kind: 'timed-out' } })
      return desk.process({ kind: 'searched', time, clientOrderId, result: { kind: 'absent' } })
    }
    const kind = command.kind === 'cancel' ? 'cancel-rejected' : 'amend-rejected'
    const wireId = this.#wireId(clientOrderId)
    const told = { wireId, instrument, exchangeTime: undefined }
    desk.hear({ ...told, kind, reason: 'rate-limit' }, time)
  }

  /** Kept in the order of time, so that what is long past any validity is found at the front. */
  #note(clientOrderId: number): void {
    const now = this.#desk.now()
    this.#leftAt.delete(clientOrderId)
    this.#leftAt.set(clientOrderId, now)
    for (const [id, at] of this.#leftAt) {
      if (at === Infinity) continue
      if (at >= now - leftKeptUs) return
      this.forget(id)
    }
  }

  #wireId(clientOrderId: number): string {
    return wireIdOf(this.#desk.setup.journal.state.journalId, clientOrderId)
  }
}
