import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RowKernel, RowSession, RowShape, RowTask } from '../src/math/kernels/row-kernel.ts'

// What every implementation of the RowKernel port owes: the rows that a regular expression and BigInt read, and to stop
// before the first that is not usual.

/** A row taken, as its columns have it. */
interface Taken {
  readonly side: number
  readonly ends: number
  readonly exchangeTime: number
  readonly localTime: number
  readonly price: number
  readonly quantity: number
  readonly id: number
}

/** What a call did. */
interface Run {
  readonly rows: readonly Taken[]
  readonly at: number
  readonly groups: number
  readonly isNew: boolean
  readonly localTime: number
  readonly exchangeTime: number
}

const usualRow =
  /^(\d{16}),(\d{16}),([^,\n]*),(buy|bid|sell|ask),(\d*)(?:\.(\d*))?,(\d*)(?:\.(\d*))?\n/

const beginning = 'binance,BTCUSDT,'

/** The rows of a text, read plainly. */
function readPlainly(text: string, { fifth, ownTimes }: RowShape, task: Readonly<RowTask>): Run {
  const rows: (Taken & { ends: number })[] = []
  let { at, localTime, exchangeTime } = task
  let [groups, isNew] = [0, false]
  while (at < task.end && rows.length < task.rowsMost) {
    const cells = text.startsWith(beginning, at)
      ? usualRow.exec(text.slice(at + beginning.length, task.end))
      : null
    if (cells === null) break
    const [line, first, second, told, side] = cells as unknown as string[]
    const price = wholeOf(cells[5]!, cells[6] ?? '', task.priceDecimals)
    const quantity = wholeOf(cells[7]!, cells[8] ?? '', task.quantityDecimals)
    const local = Number(second)
    const exchange = first === second ? NaN : Number(first)
    const isFifth = fifth === 'false' ? told === 'false' : !/^\d{16,}$/.test(told!)
    const areTimes = Math.max(Number(first), local) < 9_007e12
    if (!isFifth || !areTimes || !(price > 0 && quantity >= 0)) break
    const isPart = local === localTime && (ownTimes || Object.is(exchange, exchangeTime))
    if (!isPart) {
      if (rows.length >= task.groupRowsMost || local < localTime) break
      if (rows.length === 0) isNew = true
      else rows.at(-1)!.ends = 1
      groups++
      localTime = local
      exchangeTime = exchange
    }
    rows.push({
      side: side === 'buy' || side === 'bid' ? 0 : 1,
      ends: 0,
      exchangeTime: exchange,
      localTime: local,
      price,
      quantity,
      id: fifth === 'number' && /^\d+$/.test(told!) ? Number(told) : NaN,
    })
    at += beginning.length + line!.length
  }
  return { rows, at, groups, isNew, localTime, exchangeTime }
}

/** NaN when the digits are none, too many or too fine. */
function wholeOf(whole: string, fraction: string, decimals: number): number {
  const digits = whole + fraction
  const places = decimals - fraction.length
  if (digits === '' || digits.length > 15 || places < 0 || places > 22) return NaN
  const value = BigInt(digits) * 10n ** BigInt(places)
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : NaN
}

const freshTask: RowTask = {
  at: 0,
  end: 0,
  rows: 0,
  rowsMost: 1_000,
  groupRowsMost: 1_000,
  priceDecimals: 2,
  quantityDecimals: 3,
  localTime: -Infinity,
  exchangeTime: NaN,
  groups: 0,
  isNew: false,
}

function take(session: RowSession, { fifth }: RowShape, task: RowTask): Run {
  session.take(task)
  const { columns } = session
  const rows = Array.from({ length: task.rows }, (_, row): Taken => ({
    side: columns.side[row]!,
    ends: columns.ends[row]!,
    exchangeTime: columns.exchangeTime[row]!,
    localTime: columns.localTime[row]!,
    price: columns.price[row]!,
    quantity: columns.quantity[row]!,
    id: fifth === 'number' ? columns.id[row]! : NaN,
  }))
  const { at, groups, isNew, localTime, exchangeTime } = task
  return { rows, at, groups, isNew, localTime, exchangeTime }
}

function opened(kernel: RowKernel, shape: RowShape, text: string): RowSession {
  const session = kernel.open(shape)
  session.begin(Buffer.from(beginning))
  session.load(Buffer.from(text))
  return session
}

const shapes: readonly RowShape[] = [
  { fifth: 'number', ownTimes: true },
  { fifth: 'false', ownTimes: false },
]

/** Mostly what is usual, so that runs get somewhere before they stop. */
function mostly(often: readonly string[], seldom: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 19, arbitrary: fc.constantFrom(...often) },
    { weight: 1, arbitrary: fc.constantFrom(...seldom) },
  )
}

const usual = fc.record({
  pause: fc.oneof(
    { weight: 19, arbitrary: fc.constantFrom(0, 0, 0, 1, 250, 99_999_999) },
    { weight: 1, arbitrary: fc.constant(-1) },
  ),
  lag: fc.constantFrom(0, 1, 1, 300, 5_000_000),
  id: mostly(['1', '100000001', '999999999999999', 'a-1', '1a', ''], ['1000000000000000']),
  side: fc.constantFrom('buy', 'sell', 'bid', 'ask'),
  price: mostly(['7200.25', '7200', '.5', '5.', '0.01'], ['123456789012.34', '0', '1.005']),
  quantity: mostly(['0', '0.000', '1.5', '999999999999.123'], ['9999999999999', '1.0005', '']),
})

/** A byte in one of the rows becomes another, in one text of two. */
const damage = fc.option(fc.record({ place: fc.double({ noNaN: true, min: 0, max: 0.999 }) }), {
  freq: 2,
})
const letters = fc.constantFrom(...Array.from('0123456789,.\n-efalsbuy\u0000\u007f'))

const cases = fc.record({
  rows: fc.array(usual, { minLength: 1, maxLength: 12 }),
  damage,
  letter: letters,
  cut: fc.constantFrom(3, 3, 3, 0, 1, 2),
  rowsMost: fc.constantFrom(1_000, 1_000, 1_000, 0, 5),
  groupRowsMost: fc.constantFrom(1_000, 1_000, 1_000, 3, -1),
  priceDecimals: fc.constantFrom(2, 2, 2, 8, 0, 30),
})

type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never

function textOf({ rows, damage: damaged, letter, cut }: Case, { fifth }: RowShape): string {
  let time = 1_577_836_800_000_000
  const lines = rows.map(({ pause, lag, id, side, price, quantity }) => {
    time += pause
    const told = fifth === 'false' ? 'false' : id
    return `${beginning}${time - lag},${time},${told},${side},${price},${quantity}\n`
  })
  const text = lines.join('')
  const kept = text.slice(0, text.length - (cut === 3 ? 0 : cut))
  if (damaged === null) return lined(kept)
  const place = Math.floor(damaged.place * kept.length)
  return lined(kept.slice(0, place) + letter + kept.slice(place + 1))
}

/** Lines of which the last one ends, be it too early. */
function lined(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

/** The shapes and texts that any implementation reads as the plain one does. */
export function describeRowKernel(name: string, kernel: RowKernel): void {
  describe(`row kernel, ${name}`, () => {
    test.each(shapes)('takes the rows that a regular expression takes: $fifth', (shape) => {
      let taken = 0
      fc.assert(
        fc.property(cases, (each) => {
          const text = textOf(each, shape)
          const { rowsMost, groupRowsMost, priceDecimals } = each
          const task = { ...freshTask, end: text.length, rowsMost, groupRowsMost, priceDecimals }
          const plain = readPlainly(text, shape, task)
          expect(take(opened(kernel, shape, text), shape, task)).toEqual(plain)
          taken += plain.rows.length
        }),
        { numRuns: 5_000, seed: 1 },
      )
      expect(taken).toBeGreaterThan(2_000)
    })

    test.each(shapes)('goes on where it stopped: $fifth', (shape) => {
      const rows = fc.sample(usual, { numRuns: 4_000, seed: 2 }).map((row) => ({
        ...row,
        pause: Math.max(0, row.pause % 1_000),
        id: '7',
        price: '7200.25',
        quantity: '1.5',
      }))
      const each = { rows, damage: null, letter: '', cut: 3 } as unknown as Case
      const text = textOf(each, shape)
      const session = opened(kernel, shape, text)
      const task = { ...freshTask, end: text.length, rowsMost: 1e9, groupRowsMost: 1e9 }
      const plain = readPlainly(text, shape, task)
      const runs: Run[] = []
      for (let calls = 0; task.at < task.end && calls < rows.length; calls++) {
        runs.push(take(session, shape, task))
      }
      const ends = runs.flatMap((run) => run.rows.map(({ localTime, price }) => [localTime, price]))
      expect(ends).toEqual(plain.rows.map(({ localTime, price }) => [localTime, price]))
      expect(runs.reduce((sum, { groups }) => sum + groups, 0)).toBe(plain.groups)
    })

    test('sessions take turns', () => {
      const [trades, levels] = shapes.map((shape, k) => {
        const text = `${beginning}1577836800000000,1577836800000001,${k === 0 ? 7 : 'false'},sell,${k + 1},1\n`
        const task = { ...freshTask, end: 2 * text.length }
        return { shape, task, session: opened(kernel, shape, text + text) }
      }) as [Turn, Turn]
      for (const _ of [0, 1]) {
        for (const { shape, task, session } of [trades, levels]) {
          task.rowsMost = 1
          const { rows } = take(session, shape, task)
          expect(rows.map(({ price }) => price)).toEqual([shape.fifth === 'number' ? 100 : 200])
        }
      }
    })

    test('nothing is usual that begins with too little or too much', () => {
      for (const length of [0, 7, 257]) {
        const rows = `${'b'.repeat(length)}1577836800000000,1577836800000001,7,sell,1,1\n`
        const session = kernel.open(shapes[0]!)
        session.begin(Buffer.from('b'.repeat(length)))
        session.load(Buffer.from(rows))
        expect(take(session, shapes[0]!, { ...freshTask, end: rows.length }).rows).toEqual([])
      }
    })
  })
}

interface Turn {
  readonly shape: RowShape
  readonly task: RowTask
  readonly session: RowSession
}
