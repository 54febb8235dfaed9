import type { Instant } from '../../core/time.ts'
import { Agenda } from './agenda.ts'
import type { FaultDice } from './faults/fault-dice.ts'
import type { LatencyModel } from './latency/latency-model.ts'
import type { Unheard } from './order-desk.ts'

const onTime: readonly number[] = [0]

/** What a venue says, on its way to us: one connection, all of it in order, but for what faults do to it. */
export class Answers<
  Event extends { readonly exchangeTime: Instant; readonly localTime: Instant },
> {
  readonly #latency: LatencyModel
  readonly #dice: FaultDice | undefined
  readonly #underWay = new Agenda<Event>()
  #latest = -Infinity

  /** @param dice what goes wrong on the way; without, nothing does */
  constructor(latency: LatencyModel, dice?: FaultDice) {
    this.#latency = latency
    this.#dice = dice
  }

  /**
   * @param event is kept, and gets its local time here
   * @param isSafe nothing goes wrong with it on the way
   */
  send(event: Unheard<Event>, isSafe = false): void {
    const { exchangeTime } = event as Event
    const due = exchangeTime + this.#latency.microsecondsAt(exchangeTime)
    this.#latest = Math.max(this.#latest, due)
    const delays = (isSafe ? undefined : this.#dice?.answerDelays()) ?? onTime
    for (let copy = 0; copy < delays.length; copy++) {
      const localTime = this.#latest + delays[copy]!
      // Almost always it is the only one, and needs no record of its own.
      const sent = (copy === 0 ? event : { ...event }) as { localTime?: Instant }
      sent.localTime = localTime as Instant
      this.#underWay.add(localTime, sent as unknown as Event)
    }
  }

  nextAt(): number {
    return this.#underWay.nextAt
  }

  /** @throws when there is none */
  take(): Event {
    const event = this.#underWay.take()
    if (event === undefined) throw new RangeError('no answer is under way')
    return event
  }
}
