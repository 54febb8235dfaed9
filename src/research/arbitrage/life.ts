import type { LifeEstimate } from './scan-result.ts'

/** One life: how long it was seen, and whether its end was. */
export interface ObservedLife {
  readonly ms: number
  readonly isCensored: boolean
}

const grid = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 60_000, 600_000]

/**
 * How long opportunities live.
 *
 *   S(t) = product over ends t_i <= t of (1 - d_i / n_i),   Var S(t) = S(t)^2 sum d_i / (n_i (n_i - d_i))
 *
 * d_i lives end at t_i of the n_i still seen then; one that the tape cut off counts as seen until then (Kaplan and Meier
 * 1958; Greenwood 1926). No life gives an empty curve; the median is null while more than half are still alive at the
 * longest end.
 *
 * @example
 * estimateLife([{ ms: 1, isCensored: false }, { ms: 3, isCensored: false }]).medianMs // => 1
 */
export function estimateLife(lives: readonly ObservedLife[]): LifeEstimate {
  const sorted = lives.toSorted((a, b) => a.ms - b.ms)
  const survival: LifeEstimate['survival'][number][] = []
  let [probability, variance, medianMs] = [1, 0, null as number | null]
  let at = 0
  const passTo = (ms: number): void => {
    while (at < sorted.length && sorted[at]!.ms <= ms) {
      const instant = sorted[at]!.ms
      const alive = sorted.length - at
      let ended = 0
      for (; at < sorted.length && sorted[at]!.ms === instant; at++) {
        if (!sorted[at]!.isCensored) ended++
      }
      probability *= 1 - ended / alive
      if (ended < alive) variance += ended / (alive * (alive - ended))
      if (medianMs === null && probability <= 0.5) medianMs = instant
    }
  }
  for (const ms of lives.length === 0 ? [] : grid) {
    passTo(ms)
    const deviation = 1.959963984540054 * probability * Math.sqrt(variance)
    survival.push({
      ms,
      probability,
      low: Math.max(0, probability - deviation),
      high: Math.min(1, probability + deviation),
    })
  }
  passTo(Infinity)
  const censored = lives.filter(({ isCensored }) => isCensored).length
  return { count: lives.length, censored, medianMs, survival }
}
