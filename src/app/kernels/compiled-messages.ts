import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { invariant } from '../../math/invariant.ts'
import type {
  MessageAnswer,
  MessageHole,
  MessageKernel,
  MessageSession,
  MessageStep,
} from '../../math/kernels/message-kernel.ts'
import { kernelsFolder } from '../package-facts.ts'
import { allocateOwn, compileModule, instantiate } from './web-assembly.ts'

/** The compiled message kernel, built by `npm run build` from src/math/kernels/messages.as.ts. */
export function compiledMessageKernel(): MessageKernel {
  const compiled = compileModule(readFileSync(join(kernelsFolder, 'messages.wasm')))
  return {
    open: () => {
      const memory = allocateOwn(bytesAt + WINDOW + LOOK_AHEAD)
      return new CompiledSession(memory.buffer, instantiate(compiled, memory) as MessageExports)
    },
  }
}

/** What the module exports. */
interface MessageExports {
  readonly taskBytes: () => number
  readonly stepBytes: () => number
  readonly read: (task: number, look: number) => number
}

/** Pairs that the columns hold: a snapshot of 2,000 levels a side and some. */
const LEVELS = 4096
/** Bytes of a message; longer ones are unusual. */
const WINDOW = 2 ** 18
/** Looking ahead goes beyond the last byte. */
const LOOK_AHEAD = 64
/** `Task` is fifteen whole numbers, `Step` four and a double. */
const [TASK_BYTES, STEP_BYTES] = [60, 24] as const
const NAME_MOST = 64
const DECIMALS_MOST = 15
const NUMBERS = 32
const POWERS = 23

// Where everything lies. The compiler's own data, of which there are none today, would lie below the first.
const taskAt = 1024
const nameAt = taskAt + 64
const numbersAt = nameAt + NAME_MOST + 8
const powersAt = numbersAt + 8 * NUMBERS
const shufflesAt = powersAt + 8 * 32
const looksAt = shufflesAt + 16 * 256
const looksEnd = looksAt + 2 ** 15
const pricesAt = looksEnd
const quantitiesAt = pricesAt + 8 * LEVELS
const sidesAt = quantitiesAt + 8 * LEVELS
const bytesAt = sidesAt + LEVELS

/** Places in `Task`. */
const task = { length: 1, levels: 2, nameAt: 4, nameLength: 5, price: 6, quantity: 7 } as const

/** In the order of the constants of messages.as.ts. */
const holes = ['integer', 'instant', 'name', 'text', 'rest-of-text', 'pairs', 'end'] as const
const answers: readonly MessageAnswer[] = ['unusual', 'read', 'other-name']

class CompiledSession implements MessageSession {
  readonly numbers: Float64Array
  readonly levels: MessageSession['levels']
  levelCount = 0
  nameAt = 0
  readonly #buffer: ArrayBuffer
  readonly #code: MessageExports
  readonly #task: Int32Array
  readonly #window: Uint8Array
  #looksEnd = looksAt

  constructor(buffer: ArrayBuffer, code: MessageExports) {
    const [taskBytes, stepBytes] = [code.taskBytes(), code.stepBytes()]
    invariant(
      taskBytes === TASK_BYTES && stepBytes === STEP_BYTES,
      `the compiled records have ${taskBytes} and ${stepBytes} bytes`,
    )
    this.#buffer = buffer
    this.#code = code
    this.#window = new Uint8Array(buffer, bytesAt, WINDOW)
    this.#task = new Int32Array(buffer, taskAt, TASK_BYTES / 4)
    const addresses = [nameAt, numbersAt, sidesAt, pricesAt, quantitiesAt, shufflesAt, powersAt]
    this.#task.set([bytesAt, 0, 0, LEVELS, 0, 0, 0, 0, ...addresses])
    this.numbers = new Float64Array(buffer, numbersAt, NUMBERS)
    this.levels = {
      sides: new Uint8Array(buffer, sidesAt, LEVELS),
      prices: new Float64Array(buffer, pricesAt, LEVELS),
      quantities: new Float64Array(buffer, quantitiesAt, LEVELS),
    }
    new Float64Array(buffer, powersAt, POWERS).forEach((_, k, powers) => {
      powers[k] = Number(`1e${k}`)
    })
    writeShuffles(new Uint8Array(buffer, shufflesAt, 16 * 256))
  }

  prepare(steps: readonly MessageStep[]): number | undefined {
    const look = this.#looksEnd
    let literalAt = look + steps.length * STEP_BYTES
    const size = steps.reduce((sum, { literal }) => sum + inEights(literal.length), 0)
    if (literalAt + size > looksEnd) return undefined
    for (const [k, { literal, hole }] of steps.entries()) {
      const at = look + k * STEP_BYTES
      new Uint8Array(this.#buffer, literalAt).set(literal)
      const wholes = [literalAt, literal.length, holes.indexOf(hole.kind), argumentOf(hole)]
      new Int32Array(this.#buffer, at, 4).set(wholes)
      new Float64Array(this.#buffer, at + 16, 1)[0] = hole.kind === 'integer' ? hole.scale : 1
      literalAt += inEights(literal.length)
    }
    this.#looksEnd = literalAt
    return look
  }

  expect(name: Uint8Array, priceDecimals: number, quantityDecimals: number): boolean {
    if (name.length > NAME_MOST) return false
    if (Math.max(priceDecimals, quantityDecimals) > DECIMALS_MOST) return false
    new Uint8Array(this.#buffer, nameAt).set(name)
    this.#task[task.nameLength] = name.length
    this.#task[task.price] = priceDecimals
    this.#task[task.quantity] = quantityDecimals
    return true
  }

  read(look: number, bytes: Uint8Array, start: number, end: number): MessageAnswer {
    const length = end - start
    if (length > WINDOW) return 'unusual'
    // A view takes 40 ns to make; most messages have their bytes to themselves.
    this.#window.set(length === bytes.length ? bytes : bytes.subarray(start, end))
    this.#task[task.length] = length
    const answer = answers[this.#code.read(taskAt, look)]!
    this.levelCount = this.#task[task.levels]!
    this.nameAt = start + this.#task[task.nameAt]!
    return answer
  }
}

/** Literals begin at multiples of eight, and are read to the end of their last eight bytes. */
function inEights(length: number): number {
  return (length + 15) & ~7
}

function argumentOf(hole: MessageHole): number {
  if (hole.kind === 'integer' || hole.kind === 'instant') return hole.place
  return hole.kind === 'pairs' ? hole.side : 0
}

/**
 * For each number of digits before the point and behind it: from which bytes the sixteen places are taken that end with
 * the last digit. 255 is from none, which is zero.
 */
function writeShuffles(shuffles: Uint8Array): void {
  for (let whole = 0; whole < 16; whole++) {
    for (let kept = 0; kept < 16; kept++) {
      for (let place = 0; place < 16; place++) {
        const digit = place - 16 + whole + kept
        const from = digit < whole ? digit : digit + 1
        shuffles[whole * 256 + kept * 16 + place] = digit < 0 ? 255 : from
      }
    }
  }
}
