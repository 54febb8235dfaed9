import { RollingSum } from '../streaming/rolling-sum.ts'

/**
 * Runs of aggressors: how many sweeps in a row were on one side, and how often sides change.
 *
 *   signed length = sign x (sweeps since the side last changed, that one included)
 *   change share = (sides that differ from the one before) / window,  over the last so many signed sweeps
 *
 * Independent coin flips change in half of the cases; real flow, of which large orders are cut into many, in far fewer.
 * Give merged sweeps (`SweepMerger`): prints of one order would make runs of themselves. Sweeps without a side are left
 * out. Length is 0 and `changeShare` NaN before there are any, the latter until its window is full.
 * Batch twin: `aggressorRuns`.
 *
 * @example
 * const runs = new AggressorRuns(2)
 * for (const sign of [1, -1, -1]) runs.add(5, sign)
 * runs.signedLength // => -2
 * runs.signedVolume // => -10
 * runs.changeShare() // => 0.5
 */
export class AggressorRuns {
  signedLength = 0
  signedVolume = 0
  readonly #changes: RollingSum

  /** @param window pairs of sweeps over which changes are counted */
  constructor(window: number) {
    this.#changes = new RollingSum(window)
  }

  add(quantity: number, sign: number): void {
    if (sign === 0) return
    const isFirst = this.signedLength === 0
    const goesOn = this.signedLength * sign > 0
    if (!isFirst) this.#changes.push(Number(!goesOn))
    this.signedLength = goesOn ? this.signedLength + sign : sign
    this.signedVolume = (goesOn ? this.signedVolume : 0) + sign * quantity
  }

  changeShare(): number {
    return this.#changes.sum() / this.#changes.window
  }

  restart(): void {
    this.signedLength = 0
    this.signedVolume = 0
    this.#changes.restart()
  }
}

/**
 * The same at the end of a tape, from all its sweeps at once: the batch twin of `AggressorRuns`, without a window.
 *
 * @example
 * aggressorRuns(Float64Array.of(5, 5, 5), Int8Array.of(1, -1, -1)).signedLength // => -2
 */
export function aggressorRuns(
  quantities: Float64Array,
  signs: Int8Array,
): { readonly signedLength: number; readonly signedVolume: number; readonly changeShare: number } {
  const rows = Array.from(signs.keys()).filter((row) => signs[row] !== 0)
  const sides = rows.map((row) => signs[row]!)
  const last = sides.at(-1) ?? 0
  const start = sides.findLastIndex((side) => side !== last) + 1
  const run = rows.slice(start)
  const changes = sides.filter((side, k) => k > 0 && side !== sides[k - 1]).length
  return {
    signedLength: last * run.length,
    signedVolume: run.reduce((sum, row) => sum + last * quantities[row]!, 0),
    changeShare: sides.length > 1 ? changes / (sides.length - 1) : Number.NaN,
  }
}
