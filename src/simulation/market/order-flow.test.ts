import { expect, test } from 'vitest'
import { matrixFromRows, multiply, identityMatrix } from '../../math/matrix.ts'
import { Random } from '../../math/random.ts'
import { branching, flowEvent, OrderFlow } from './order-flow.ts'

test('what one event brings about dies out: the powers of the branching vanish', () => {
  let power = identityMatrix(6)
  for (let k = 0; k < 60; k++) power = multiply(power, matrixFromRows(branching))
  expect(Math.max(...power.data)).toBeLessThan(1e-6)
})

test('events come as often as the branching says', () => {
  const base = [0.5, 0.5, 4, 4, 3, 3]
  // mean rates m solve m = base + branching m
  let wanted = base
  for (let k = 0; k < 200; k++) {
    wanted = base.map(
      (rate, kind) => rate + branching[kind]!.reduce((sum, b, by) => sum + b * wanted[by]!, 0),
    )
  }
  const flow = new OrderFlow(new Random(3))
  flow.base.set(base)
  const counts = [0, 0, 0, 0, 0, 0]
  const seconds = 20_000
  let now = flow.draw(0)
  while (now < seconds) {
    const kind = flow.kind(now)
    counts[kind]!++
    flow.excite(kind)
    now = flow.draw(now)
  }
  for (const [kind, rate] of wanted.entries()) {
    // A Hawkes count varies about (1 - n)^-2 times more than Poisson's; n is 0.6 at most here: four deviations.
    const deviation = (4 * Math.sqrt(rate * seconds)) / (1 - 0.6) / seconds
    expect(Math.abs(counts[kind]! / seconds - rate), `kind ${kind}`).toBeLessThan(deviation)
  }
})

test('trades bring trades on their side', () => {
  const flow = new OrderFlow(new Random(4))
  flow.base.fill(1)
  let [same, count, last] = [0, 0, -1]
  let now = flow.draw(0)
  while (count < 20_000) {
    const kind = flow.kind(now)
    if (kind <= flowEvent.marketSell) {
      if (kind === last) same++
      last = kind
      count++
    }
    flow.excite(kind)
    now = flow.draw(now)
  }
  // Were sides independent it would be half, within 1.4 % at four deviations.
  expect(same / count).toBeGreaterThan(0.55)
})

test('where nothing comes, nothing comes', () => {
  expect(new OrderFlow(new Random(1)).draw(5)).toBe(Infinity)
})
