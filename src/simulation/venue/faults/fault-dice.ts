import type { Random } from '../../../math/random.ts'
import { invariant } from '../../../math/invariant.ts'
import type { FaultTerms } from './fault-terms.ts'

/** When each copy of an answer comes, in microseconds after it should. */
export type AnswerDelays = readonly number[]

const onTime: AnswerDelays = [0]

/** Draws what goes wrong. Each kind of fault has a stream of its own: turning one off changes no other. */
export class FaultDice {
  readonly #terms: FaultTerms | undefined
  readonly #commands: Random
  readonly #answers: Random
  readonly #cancels: Random
  readonly #outages: Random
  #outageFrom = NaN
  #outageTo = -Infinity

  constructor(terms: FaultTerms | undefined, random: Random) {
    this.#terms = terms
    this.#commands = random.fork('commands')
    this.#answers = random.fork('answers')
    this.#cancels = random.fork('cancels')
    this.#outages = random.fork('outages')
    if (terms !== undefined) invariant(terms.lateUsMax >= 0, 'a lateness below zero')
  }

  isCommandLost(): boolean {
    return this.#terms !== undefined && this.#commands.uniform() < this.#terms.lostCommand
  }

  isRefused(): boolean {
    return this.#terms !== undefined && this.#commands.uniform() < this.#terms.rejected
  }

  /** Microseconds a cancel that has arrived waits before it is looked at. */
  cancelDelay(): number {
    if (this.#terms === undefined) return 0
    const isSlow = this.#cancels.uniform() < this.#terms.slowCancel
    return isSlow ? drawnUs(this.#cancels, this.#terms.slowCancelUsMax) : 0
  }

  /** Empty for an answer that never comes. */
  answerDelays(): AnswerDelays {
    const terms = this.#terms
    if (terms === undefined) return onTime
    const random = this.#answers
    if (random.uniform() < terms.lostAnswer) return []
    const delay = random.uniform() < terms.lateAnswer ? drawnUs(random, terms.lateUsMax) : 0
    if (random.uniform() >= terms.duplicatedAnswer) return [delay]
    return [delay, delay + drawnUs(random, terms.lateUsMax)]
  }

  /** Asked in ascending time. */
  isOut(at: number): boolean {
    const outage = this.#terms?.outage
    if (outage === undefined) return false
    if (Number.isNaN(this.#outageFrom)) {
      this.#outageFrom = at + this.#outages.exponential() * outage.meanUsBetween
      this.#outageTo = this.#outageFrom + this.#outages.exponential() * outage.meanUsLasting
    }
    while (at >= this.#outageTo) {
      this.#outageFrom = this.#outageTo + this.#outages.exponential() * outage.meanUsBetween
      this.#outageTo = this.#outageFrom + this.#outages.exponential() * outage.meanUsLasting
    }
    return at >= this.#outageFrom
  }
}

function drawnUs(random: Random, most: number): number {
  return 1 + Math.floor(random.uniform() * most)
}
