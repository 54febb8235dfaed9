import { closeSync, openSync, writeSync } from 'node:fs'
import type { WatchOutcome } from '../../research/flow/flow-watch-result.ts'
import { worldFileError } from '../../stores/data-error.ts'

const columns = [
  'time',
  'horizonSeconds',
  'probabilityUp',
  'expectedReturnBps',
  'realisedReturnBps',
  'fold',
]

/**
 * Forecasts and what came of them, a line of CSV each as it becomes known: the columns of `flow evaluate --predictions`,
 * all of fold 0. A new file; what is written is there however the run ends. A class, for it guards a file.
 */
export class PredictionsLog {
  readonly #file: string
  readonly #horizonSeconds: number
  readonly #descriptor: number

  /** @throws IsobarError of code `world` where there is such a file already, or none can be made */
  constructor(file: string, horizonSeconds: number) {
    this.#file = file
    this.#horizonSeconds = horizonSeconds
    try {
      this.#descriptor = openSync(file, 'wx')
    } catch (cause) {
      throw worldFileError(file, cause, 'write')
    }
    this.#write(columns)
  }

  /** Outcomes that are not known are left out, as by `evaluate`. */
  add({ time, probabilityUp, expectedReturnBps, realisedReturnBps }: WatchOutcome): void {
    if (realisedReturnBps === null) return
    this.#write([
      time,
      this.#horizonSeconds,
      probabilityUp,
      expectedReturnBps,
      realisedReturnBps,
      0,
    ])
  }

  close(): void {
    closeSync(this.#descriptor)
  }

  #write(cells: readonly (string | number)[]): void {
    try {
      writeSync(this.#descriptor, `${cells.join(',')}\n`)
    } catch (cause) {
      throw worldFileError(this.#file, cause, 'write')
    }
  }
}
