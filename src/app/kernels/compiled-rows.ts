import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { invariant } from '../../math/invariant.ts'
import {
  beginningLeast,
  beginningMost,
  type RowColumns,
  type RowKernel,
  type RowSession,
  type RowShape,
  type RowTask,
} from '../../math/kernels/row-kernel.ts'
import { kernelsFolder } from '../package-facts.ts'
import { allocateShared, compileModule, instantiate } from './web-assembly.ts'

/** The compiled row kernel, built by `npm run build` from src/math/kernels/rows.as.ts; its sessions share a memory. */
export function compiledRowKernel(): RowKernel {
  const memory = new RowMemory(readFileSync(join(kernelsFolder, 'rows.wasm')))
  return { open: (shape) => new CompiledSession(memory, shape) }
}

/** What the module exports. */
interface RowExports {
  readonly runBytes: () => number
  readonly take: (run: number) => void
}

/** Rows that the columns hold. */
const ROWS = 16_384
/** Bytes copied at once: a piece of a file and some. Rows across the end of them are taken from the next. */
const WINDOW = 2 ** 21
/** The whole numbers of `Run`, then its numbers, then its addresses, in its order. */
const [WHOLES, NUMBERS, ADDRESSES] = [12, 2, 10] as const
const RUN_BYTES = 4 * WHOLES + 8 * NUMBERS + 4 * ADDRESSES
const POWERS = 23

// Where everything lies. The compiler's own data, of which there are none today, would lie below the first.
const runAt = 1024
const beginningAt = runAt + 128
const powersAt = beginningAt + beginningMost
const columnsAt = powersAt + 8 * 32
const bytesAt = columnsAt + (5 * 8 + 2) * ROWS
/** Looking ahead goes beyond the last byte, but never counts. */
const LOOK_AHEAD = 1024

class RowMemory {
  readonly columns: RowColumns
  readonly wholes: Int32Array
  readonly numbers: Float64Array
  readonly beginning: Uint8Array
  readonly #code: RowExports
  readonly #window: Uint8Array
  /** Whose bytes are in the window, and which of them. */
  #bytes: Uint8Array | undefined
  #from = 0
  #to = 0

  constructor(compiled: Uint8Array) {
    const memory = allocateShared(bytesAt + WINDOW + LOOK_AHEAD)
    this.#code = instantiate(compileModule(compiled), memory) as RowExports
    const runBytes = this.#code.runBytes()
    invariant(
      runBytes === RUN_BYTES,
      `the compiled record has ${runBytes} bytes, ours ${RUN_BYTES}`,
    )
    const { buffer } = memory
    const floats = (k: number): Float64Array =>
      new Float64Array(buffer, columnsAt + k * 8 * ROWS, ROWS)
    const flags = (k: number): Uint8Array =>
      new Uint8Array(buffer, columnsAt + 5 * 8 * ROWS + k * ROWS, ROWS)
    this.columns = {
      exchangeTime: floats(0),
      localTime: floats(1),
      price: floats(2),
      quantity: floats(3),
      id: floats(4),
      side: flags(0),
      ends: flags(1),
    }
    const { exchangeTime, localTime, price, quantity, id, side, ends } = this.columns
    const columns = [side, ends, exchangeTime, localTime, price, quantity, id]
    this.wholes = new Int32Array(buffer, runAt, WHOLES)
    this.numbers = new Float64Array(buffer, runAt + 4 * WHOLES, NUMBERS)
    new Uint32Array(buffer, runAt + 4 * WHOLES + 8 * NUMBERS, ADDRESSES).set([
      bytesAt,
      beginningAt,
      powersAt,
      ...columns.map(({ byteOffset }) => byteOffset),
    ])
    this.beginning = new Uint8Array(buffer, beginningAt, beginningMost)
    new Float64Array(buffer, powersAt, POWERS).forEach((_, k, powers) => {
      powers[k] = Number(`1e${k}`)
    })
    this.#window = new Uint8Array(buffer, bytesAt, WINDOW)
  }

  /** Brings bytes into the window, from `at` on; gives back which one is at its beginning, and how many there are. */
  show(bytes: Uint8Array, at: number, end: number): { readonly from: number; readonly to: number } {
    const isThere = bytes === this.#bytes && at >= this.#from && end <= this.#to
    if (!isThere) {
      this.#bytes = bytes
      this.#from = at
      this.#to = Math.min(end, at + WINDOW)
      this.#window.set(bytes.subarray(this.#from, this.#to))
    }
    return { from: this.#from, to: Math.min(this.#to, end) }
  }

  run(): void {
    this.#code.take(runAt)
  }
}

class CompiledSession implements RowSession {
  readonly columns: RowColumns
  readonly #memory: RowMemory
  readonly #hasNumber: boolean
  readonly #ownTimes: boolean
  #bytes: Uint8Array = new Uint8Array()
  #beginning: Uint8Array = new Uint8Array()

  constructor(memory: RowMemory, { fifth, ownTimes }: RowShape) {
    this.columns = memory.columns
    this.#memory = memory
    this.#hasNumber = fifth === 'number'
    this.#ownTimes = ownTimes
  }

  load(bytes: Uint8Array): void {
    this.#bytes = bytes
  }

  begin(beginning: Uint8Array): void {
    const fits = beginning.length >= beginningLeast && beginning.length <= beginningMost
    this.#beginning = fits ? beginning.slice() : new Uint8Array()
  }

  take(task: RowTask): void {
    const { wholes, numbers, beginning } = this.#memory
    const { from, to } = this.#memory.show(this.#bytes, task.at, task.end)
    beginning.set(this.#beginning)
    wholes[0] = task.at - from
    wholes[1] = to - from
    wholes[3] = Math.min(task.rowsMost, ROWS)
    wholes[4] = task.groupRowsMost
    wholes[7] = this.#hasNumber ? 1 : 0
    wholes[8] = this.#ownTimes ? 1 : 0
    wholes[9] = this.#beginning.length
    wholes[10] = task.priceDecimals
    wholes[11] = task.quantityDecimals
    numbers[0] = task.localTime
    numbers[1] = task.exchangeTime
    this.#memory.run()
    task.at = from + wholes[0]
    task.rows = wholes[2]!
    task.groups = wholes[5]!
    task.isNew = wholes[6] === 1
    task.localTime = numbers[0]
    task.exchangeTime = numbers[1]
  }
}
