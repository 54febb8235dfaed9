import type { Instant } from '../../core/time.ts'
import {
  fullTrust,
  isDistrusted,
  trustAfter,
  trustScore,
  usualTrust,
  type BookTrust,
  type TrustFault,
} from '../../risk/book-trust.ts'

/** Less than that is forgotten: a two hundredth of what the least fault costs, eight half-lives after it. */
const heldLeast = 0.001

/** Which books may be used: neither void after a gap nor trusted too little. A class, for it remembers what speaks against each. */
export class JudgedBooks {
  readonly #trustLeast: number
  readonly #distrust: (member: number, isDistrusted: boolean, time: Instant) => void
  readonly #trust: BookTrust[]
  /** Has a gap cut its book, and no snapshot mended it? */
  readonly #isVoid: boolean[]
  readonly #distrusted = new Set<number>()

  /** @param distrust is told of every book that must not be used from now on, or may be again */
  constructor(
    count: number,
    trustLeast: number,
    distrust: (member: number, isDistrusted: boolean, time: Instant) => void,
  ) {
    this.#trustLeast = trustLeast
    this.#distrust = distrust
    this.#trust = Array.from({ length: count }, () => fullTrust)
    this.#isVoid = Array.from({ length: count }, () => false)
  }

  isDistrusted(member: number): boolean {
    return this.#distrusted.has(member)
  }

  gap(member: number, time: Instant): void {
    this.#isVoid[member] = true
    this.blame(member, 'gap', time)
  }

  /** Its snapshot begins. */
  clear(member: number, time: Instant): void {
    if (!this.#isVoid[member]!) return
    this.#isVoid[member] = false
    this.#judge(member, time)
  }

  blame(member: number, fault: TrustFault, time: Instant): void {
    this.#note(member, fault, time)
    this.#judge(member, time)
  }

  /** It is not used while it is crossed; what is held against it beyond that is judged when time passes. */
  crossed(member: number, time: Instant): void {
    this.#note(member, 'crossed', time)
  }

  /** Time forgives. @returns whether any book may be used that was not, or the other way round */
  pass(time: Instant): boolean {
    let isChanged = false
    for (const [member, isVoid] of this.#isVoid.entries()) {
      const trust = this.#trust[member]!
      if (isVoid || trust.held === 0) continue
      if (1 - trustScore(usualTrust, trust, time) < heldLeast) this.#trust[member] = fullTrust
      isChanged = this.#judge(member, time) || isChanged
    }
    return isChanged
  }

  #note(member: number, fault: TrustFault, time: Instant): void {
    this.#trust[member] = trustAfter(usualTrust, this.#trust[member]!, fault, time)
  }

  /** @returns whether it is judged otherwise than before */
  #judge(member: number, time: Instant): boolean {
    const wasDistrusted = this.#distrusted.has(member)
    const judged = { trustLeast: this.#trustLeast, wasDistrusted, time }
    const isOn = this.#isVoid[member]! || isDistrusted(this.#trust[member]!, judged)
    if (isOn === wasDistrusted) return false
    if (isOn) this.#distrusted.add(member)
    else this.#distrusted.delete(member)
    this.#distrust(member, isOn, time)
    return true
  }
}
