/** What is known of an opportunity at its start. */
export interface CaptureQuestion {
  /** Number of the ordered pair of venues and the base. */
  readonly slot: number
  /** After fees at the touch. */
  readonly edgeBps: number
}

/**
 * The probability that both legs fill whole, from outcomes that are known.
 *
 * Three shares shrunk into each other: of all, of the pair of venues, of the pair at a like edge (doubling steps), each
 * with the weight of its outcomes against `strength` of the one above. With nothing known it is one half.
 *
 *   p_all = (k + s/2) / (n + s),   p_slot = (k_slot + s p_all) / (n_slot + s),   and so on
 *
 * @example
 * const forecast = new CaptureForecast()
 * forecast.probability({ slot: 0, edgeBps: 3 }) // => 0.5
 * for (let k = 0; k < 99; k++) forecast.learn({ slot: 0, edgeBps: 3 }, true)
 * forecast.probability({ slot: 0, edgeBps: 3 }) > 0.99 // => true
 */
export class CaptureForecast {
  readonly #counts = new Map<string, { captured: number; known: number }>()

  probability(question: CaptureQuestion): number {
    return keysOf(question).reduce((above, key) => {
      const { captured, known } = this.#counts.get(key) ?? none
      return (captured + strength * above) / (known + strength)
    }, 0.5)
  }

  /** The share of all so far, one half before the first. */
  baseRate(): number {
    const { captured, known } = this.#counts.get('') ?? none
    return (captured + strength / 2) / (known + strength)
  }

  learn(question: CaptureQuestion, isCaptured: boolean): void {
    for (const key of keysOf(question)) {
      const counts = this.#counts.get(key) ?? { captured: 0, known: 0 }
      counts.known++
      if (isCaptured) counts.captured++
      this.#counts.set(key, counts)
    }
  }
}

/** Outcomes a share above is worth: a handful, so that a pair seen twenty times speaks for itself. */
const strength = 4
const none = { captured: 0, known: 0 }

function keysOf({ slot, edgeBps }: CaptureQuestion): readonly string[] {
  const step = Math.max(-4, Math.min(12, Math.floor(Math.log2(Math.max(edgeBps, 1e-9)))))
  return ['', `${slot}`, `${slot} ${step}`]
}
