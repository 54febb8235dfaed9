import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectAllClose, expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { golden } from '../../../fixtures/microstructure/goldens.ts'
import { priceDiscovery } from '../../econometrics/price-discovery/price-discovery.ts'
import { expectValue } from '../../math/outcome.ts'
import { Random } from '../../math/random.ts'
import { VenuePrices } from '../price-discovery/venue-prices.ts'
import {
  HayashiYoshida,
  hayashiYoshidaOf,
  leadLag,
  type ObservedSeries,
} from './hayashi-yoshida.ts'

interface LeadGolden {
  readonly a: Readonly<Record<'times' | 'values', readonly number[]>>
  readonly b: Readonly<Record<'times' | 'values', readonly number[]>>
  readonly covariance: number
  readonly lags: readonly number[]
  readonly correlations: readonly number[]
  readonly ratio: number
}

const made = golden('lead-lag') as LeadGolden
const seriesOf = ({ times, values }: LeadGolden['a']): ObservedSeries => ({
  times: Float64Array.from(times),
  values: Float64Array.from(values),
})

function streamed(a: ObservedSeries, b: ObservedSeries): HayashiYoshida {
  const both = new HayashiYoshida()
  const all = [
    ...Array.from(a.times, (time, k) => ({ time, value: a.values[k]!, isA: true })),
    ...Array.from(b.times, (time, k) => ({ time, value: b.values[k]!, isA: false })),
  ].toSorted((x, y) => x.time - y.time)
  for (const { time, value, isA } of all) {
    if (isA) both.addA(time, value)
    else both.addB(time, value)
  }
  return both
}

test('the covariance of asynchronous prices is that of a double loop, streaming and in batch', () => {
  const [a, b] = [seriesOf(made.a), seriesOf(made.b)]
  expectClose(hayashiYoshidaOf(a, b).covariance, made.covariance, 1e-12, 'batch')
  expectClose(streamed(a, b).covariance, made.covariance, 1e-12, 'streaming')
  const found = leadLag(a, b, made.lags)
  expectAllClose(found.correlations, made.correlations, 1e-11, 'correlations')
  expectClose(found.ratio, made.ratio, 1e-11, 'ratio')
  // B was made six steps late.
  expect(found.lag).toBe(6)
  expect(found.ratio).toBeGreaterThan(1)
})

const observed = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: -5, max: 5 })), {
    maxLength: 25,
  })
  .map((rows): ObservedSeries => {
    let time = 0
    return {
      times: Float64Array.from(rows, ([wait]) => (time += wait)),
      values: Float64Array.from(rows, ([, value]) => value),
    }
  })

test('streaming equals batch on any two series, with ties', () => {
  fc.assert(
    fc.property(observed, observed, (a, b) => {
      const expected = hayashiYoshidaOf(a, b)
      const found = streamed(a, b)
      expect(found.covariance + 0).toBe(expected.covariance + 0)
      expect([found.varianceA, found.varianceB]).toEqual([expected.varianceA, expected.varianceB])
      // Of one clock it is the plain sum of products.
      expect(hayashiYoshidaOf(a, a).covariance).toBe(expected.varianceA)
    }),
  )
  const nothing = new HayashiYoshida()
  nothing.addA(0, NaN)
  expect(nothing.correlation()).toBeNaN()
})

test('venues looked at together are what priceDiscovery makes of the same looks', () => {
  const random = new Random(3)
  const venues = new VenuePrices(2, { step: 10, window: 400 })
  let price = 100
  let late = 100
  const looks: [number, number][] = []
  expect(venues.priceDiscovery()).toMatchObject({ reason: 'too-few-rows' })
  for (let t = 0; t < 6000; t++) {
    price += 0.01 * random.normal()
    late += 0.02 * (price - late) + 0.002 * random.normal()
    const both = [price, late] as const
    venues.set(t % 2, t, both[t % 2]!)
    const [first = NaN, second = NaN] = looks.at(-1) ?? []
    looks.push(t % 2 === 0 ? [price, second] : [first, late])
  }
  const found = expectValue(venues.priceDiscovery({ lagDifferences: 2 }))
  // The last complete instant is 5990: 5999 has not gone beyond 6000.
  const columns = [0, 1].map((venue) =>
    Float64Array.from({ length: 400 }, (_, k) => Math.log(looks[5990 - 10 * (399 - k)]![venue]!)),
  )
  expect(found).toEqual(expectValue(priceDiscovery(columns, { lagDifferences: 2 })))
  expect(found.informationShares[0]!.mean).toBeGreaterThan(0.8)
  venues.set(1, 6050, NaN)
  venues.set(0, 6100, price)
  expect(venues.priceDiscovery()).toMatchObject({ reason: 'too-few-rows' })
})
