/** How far behind the latest a nonce may be that was not used yet, microseconds: the key's nonce window. */
const windowUs = 1_000_000
/** Nonces that are remembered; older ones are out of the window long since. */
const keptMost = 10_000

/**
 * The nonces of a key: each once, and none older than the latest by more than the window.
 *
 * All clients share the one key here, some of them counting milliseconds and some nanoseconds, as ten keys at Kraken
 * would: a nonce that is a clock's reading is compared by its instant, whatever its unit.
 */
export class Nonces {
  #latest = -Infinity
  readonly #used = new Set<string>()

  /** Is it a nonce that may be used now? It is used up then. */
  take(text: string): boolean {
    if (!/^\d{1,20}$/.test(text) || this.#used.has(text)) return false
    const instant = Number(text) * unitUs(text.length)
    if (instant < this.#latest - windowUs) return false
    this.#latest = Math.max(this.#latest, instant)
    this.#used.add(text)
    if (this.#used.size > keptMost) {
      for (const oldest of this.#used) {
        this.#used.delete(oldest)
        break
      }
    }
    return true
  }
}

/** Microseconds of one, by the digits an instant of these years has. */
function unitUs(digits: number): number {
  switch (digits) {
    case 10:
      return 1_000_000
    case 13:
      return 1_000
    case 19:
      return 0.001
    default:
      return 1
  }
}
