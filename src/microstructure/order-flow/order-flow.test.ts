import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectAllClose, expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { golden } from '../../../fixtures/microstructure/goldens.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { bookStates, topOf, type BookStateRow } from './book-states.ts'
import { bookElasticity, bookSlope } from '../book-shape/depth.ts'
import { FadingOrderFlow } from './fading-order-flow.ts'
import { DecayedSums } from '../streaming/decayed-sums.ts'
import { depthNormalised } from './depth-normalised.ts'
import { integratedFlow, integratedFlowWeights } from './integrated-flow.ts'
import { OrderFlow, orderFlowIncrements } from './order-flow.ts'
import { lineThrough } from '../streaming/rolling-regression.ts'

interface FlowGolden {
  readonly levels: number
  readonly block: number
  readonly tape: readonly BookStateRow[]
  readonly increments: readonly (readonly (number | null)[])[]
  readonly normalised: readonly (readonly number[])[]
  readonly weights: readonly number[]
  readonly explainedShare: number
  readonly shapes: readonly {
    readonly side: readonly (readonly [number, number])[]
    readonly mid: number
    readonly slope: number
    readonly elasticity: number
  }[]
}

const made = golden('order-flow') as FlowGolden

function streamed(tape: readonly BookStateRow[], levels: number): (number | null)[][] {
  const flow = new OrderFlow(levels)
  return tape.map(({ bids, asks }) => {
    flow.update(topOf(bids), topOf(asks))
    return Array.from(flow.increments, (value, m) => (flow.known[m] === 1 ? value : null))
  })
}

// Bid price, bid quantity, ask price, ask quantity, and what the definition gives, worked by hand.
const tape = [
  [100, 10, 101, 20, null, 'the first state has nothing before it'],
  [100, 15, 101, 20, 5, 'the bid queue grows by 5'],
  [100, 12, 101, 20, -3, 'the bid queue shrinks by 3'],
  [100, 12, 101, 26, -6, 'the ask queue grows by 6'],
  [100, 12, 101, 25, 1, 'the ask queue shrinks by 1'],
  [101, 7, 102, 9, 7 + 25, 'both move up: a new bid queue, and the old ask queue is gone'],
  [100, 12, 102, 9, -7, 'the bid falls: its queue is gone'],
  [100, 12, 101, 4, -4, 'the ask falls: a new queue'],
  [99, 8, 100, 6, -12 - 6, 'both fall'],
  [99, 8, 103, 2, 6, 'the ask rises: its queue is gone'],
] as const

test.each(tape.map((row, n) => [row[5], n] as const))('ten events by hand: %s', (_, n) => {
  const rows = tape.map(([bid, q, ask, r]) => ({ bids: [[bid, q]], asks: [[ask, r]] }) as const)
  expect(streamed(rows, 1)[n]![0]).toBe(tape[n]![4])
  expect(orderFlowIncrements(bookStates(rows, 1))[n]).toBe(tape[n]![4] ?? NaN)
})

test('a tape of three levels gives the increments of numpy, some levels missing', () => {
  expect(streamed(made.tape, made.levels)).toEqual(made.increments)
  const batch = orderFlowIncrements(bookStates(made.tape, made.levels))
  const known = made.increments.flat().map((value) => value ?? NaN)
  expect([...batch]).toEqual(known)
  expect(known.filter(Number.isNaN).length).toBeGreaterThan(20)
})

const side = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 9 })), {
  maxLength: 3,
})

test('streaming equals batch on any states, crossed and one-sided ones too', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ bids: side, asks: side }), { maxLength: 12 }), (rows) => {
      const flat = streamed(rows, 3).flat()
      const batch = [...orderFlowIncrements(bookStates(rows, 3))]
      expect(flat.map((value) => value ?? NaN)).toEqual(batch.map((value) => value + 0))
    }),
  )
})

test('bid and ask exchanged turn the sign, and quantities k times as large the size', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ bids: side, asks: side }), { maxLength: 12 }), (rows) => {
      const mirrored = rows.map(({ bids, asks }) => ({
        bids: asks.map(([price, quantity]) => [-price, 3 * quantity] as const),
        asks: bids.map(([price, quantity]) => [-price, 3 * quantity] as const),
      }))
      const plain = [...orderFlowIncrements(bookStates(rows, 3))]
      const turned = [...orderFlowIncrements(bookStates(mirrored, 3))]
      expect(turned.map((value) => value + 0)).toEqual(plain.map((value) => -3 * value + 0))
    }),
  )
})

test('after a restart there is nothing to compare with', () => {
  const flow = new OrderFlow(1)
  expect(flow.update(topOf([[99, 5]]), topOf([[101, 5]]))).toBe(false)
  flow.restart()
  expect(flow.update(topOf([[99, 9]]), topOf([[101, 5]]))).toBe(false)
  expect([...flow.increments, ...flow.known]).toEqual([0, 0])
  // An indicative quote has no quantity.
  flow.update(topOf([[99, NaN]]), topOf([[101, 5]]))
  expect([...flow.increments, ...flow.known]).toEqual([0, 0])
})

test('flow by depth, and its first principal component, are those of numpy', () => {
  const states = bookStates(made.tape, made.levels)
  const blocks = made.normalised.map((_, k) =>
    depthNormalised(states, { from: k * made.block, to: (k + 1) * made.block }),
  )
  // Sums of some sixty numbers.
  expectAllClose(
    blocks.map((flows) => [...flows]),
    made.normalised,
    1e-13,
    'normalised',
  )
  const columns = Array.from({ length: made.levels }, (_, m) =>
    Float64Array.from(blocks, (flows) => flows[m]!),
  )
  const { weights, explainedShare, observations } = expectValue(integratedFlowWeights(columns))
  // Two solvers of one well-conditioned eigenproblem.
  expectAllClose(weights, made.weights, 1e-11, 'weights')
  expectClose(explainedShare, made.explainedShare, 1e-12, 'explained share')
  expect(observations).toBe(blocks.length)
  expect(weights.reduce((sum, weight) => sum + Math.abs(weight), 0)).toBeCloseTo(1, 14)
  const flows = blocks[3]!
  const dot = flows.reduce((sum, flow, m) => sum + flow * made.weights[m]!, 0)
  expectClose(integratedFlow({ weights }, flows), dot, 1e-11, 'integrated flow')
})

test('weights come from the rows they are given: what comes later cannot change them', () => {
  const random = new Random(5)
  const columns = Array.from({ length: 3 }, () =>
    Float64Array.from({ length: 200 }, () => random.normal()),
  )
  const training = columns.map((column) => column.subarray(0, 100))
  const before = expectValue(integratedFlowWeights(training))
  for (const column of columns) column.fill(1e9, 100)
  expect(expectValue(integratedFlowWeights(training))).toEqual(before)
  expect(integratedFlowWeights([new Float64Array(9).fill(2)])).toMatchObject({
    reason: 'constant-series',
  })
  expect(
    integratedFlowWeights([Float64Array.of(1, NaN, 2), Float64Array.of(1, 2, 3)]),
  ).toMatchObject({ reason: 'too-few-rows' })
})

test('prices planted to follow the flow are found to: slope within its interval, nothing ahead', () => {
  const random = new Random(8)
  const planted = 0.02
  const flows = Float64Array.from({ length: 2000 }, () => Math.round(30 * random.normal()))
  const changes = flows.map((flow) => planted * flow + random.normal())
  const line = lineThrough(flows, changes)!
  expect(Math.abs(line.slope - planted)).toBeLessThan(2.6 * line.slopeError)
  expect(line.rSquared).toBeGreaterThan(0.2)
  const ahead = lineThrough(flows.subarray(0, -1), changes.subarray(1))!
  expect(ahead.rSquared).toBeLessThan(0.005)
})

test('slopes of a side of the book are those of numpy', () => {
  expect(made.shapes.length).toBeGreaterThan(10)
  for (const { side: levels, mid, slope, elasticity } of made.shapes) {
    const shape = { mid, levels: levels.length }
    // A QR least squares beside sums.
    expectClose(bookSlope(topOf(levels), shape), slope, 1e-12, 'slope')
    expectClose(bookElasticity(topOf(levels), shape), elasticity, 1e-12, 'elasticity')
  }
})

test('faded order flow is that of one state after the other, to the bit, whenever it is asked for', () => {
  const random = new Random(6)
  const levels = 3
  const halfLives = [2e5, 3e7]
  const flow = new FadingOrderFlow(levels, halfLives)
  const asked = new FadingOrderFlow(levels, halfLives)
  const [plain, sums] = [new OrderFlow(levels), new DecayedSums(levels + 2, halfLives)]
  const quantity = (): number => 1 + random.integerBelow(30)
  let [time, middle, count] = [1.7e15, 100, 3]
  let [quantitiesOnly, unknown] = [0, 0]
  for (let n = 0; n < 3000; n++) {
    // Some at one instant, some after minutes, in which the shorter half-life is gone many times.
    time += random.integerBelow(4) === 0 ? 0 : Math.floor(random.exponential() * 20_000)
    if (random.integerBelow(200) === 0) time += 1e8
    const moves = random.integerBelow(4) === 0
    if (moves) {
      middle += random.integerBelow(3) - 1
      count = 1 + random.integerBelow(5)
    }
    const topAt = (sign: number) =>
      topOf(Array.from({ length: count }, (_, m) => [middle + sign * (1 + m), quantity()] as const))
    const [bids, asks] = [topAt(-1), topAt(1)]
    const isBroken = random.integerBelow(100) === 0
    for (const each of [flow, asked]) {
      if (isBroken) each.break()
      if (moves) each.push(time, bids, asks)
      else each.pushQuantities(time, bids, asks)
    }
    if (isBroken) plain.restart()
    plain.update(bids, asks)
    sums.advance(time)
    let [depth, known] = [0, 0]
    for (let m = 0; m < levels; m++) {
      sums.add(m, plain.increments[m]!)
      if (plain.known[m] === 0) continue
      depth += bids.quantities[m]! + asks.quantities[m]!
      known++
    }
    sums.add(levels, depth / 2)
    sums.add(levels + 1, known)
    quantitiesOnly += Number(!moves)
    unknown += Number(known < Math.min(count, levels))
    if (random.integerBelow(3) === 0) asked.sums()
    if (n % 97 !== 0) continue
    for (const each of [flow, asked]) {
      expect(each.sums().raw).toEqual(sums.raw)
      expect([...each.sums().factorsAt(time + 5)]).toEqual([...sums.factorsAt(time + 5)])
    }
  }
  expect(Math.min(quantitiesOnly, unknown)).toBeGreaterThan(50)
  flow.restart()
  expect(flow.sums().raw.every((sum) => sum === 0)).toBe(true)
})
