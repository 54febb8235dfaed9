import fc from 'fast-check'
import { expect, test } from 'vitest'
import { expectClose } from '../../../fixtures/econometrics/goldens.ts'
import { golden } from '../../../fixtures/microstructure/goldens.ts'
import { Random } from '../../math/random.ts'
import { RollingQuantiles } from '../streaming/rolling-quantiles.ts'
import { AggressorRuns, aggressorRuns } from './aggressor-runs.ts'
import { mergeSweeps, SweepMerger } from './sweeps.ts'
import { tradeColumns, type TradeColumns } from './trade-columns.ts'
import { TradeFlow, tradeFlowAt } from './trade-flow.ts'
import { WindowFlow } from './window-flow.ts'

type Row = readonly [number, number, number, number]

const tapes = fc
  .array(
    fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.integer({ min: 90, max: 110 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(-1, 0, 1),
    ),
    { maxLength: 60 },
  )
  .map((rows) => {
    let time = 0
    return rows.map(([wait, ...rest]) => [(time += wait * 10), ...rest] as Row)
  })

function streamedSweeps(rows: readonly Row[], patience: number): TradeColumns {
  const merger = new SweepMerger(patience)
  const found: Row[] = []
  const take = (): void => {
    const { time, notional, quantity, sign } = merger.done
    found.push([time, notional / quantity, quantity, sign])
  }
  for (const [time, price, quantity, sign] of rows) {
    if (merger.advance(time)) take()
    if (merger.add({ time, localTime: time, price, quantity, sign })) take()
  }
  if (merger.advance(Infinity)) take()
  return tradeColumns(found)
}

test('prints of one instant and side are one sweep, streaming as in batch, and nothing is lost', () => {
  fc.assert(
    fc.property(tapes, fc.constantFrom(0, 15), (rows, patience) => {
      const batch = mergeSweeps(tradeColumns(rows))
      expect(streamedSweeps(rows, patience)).toEqual(batch)
      const volume = rows.reduce((sum, row) => sum + row[2], 0)
      expect(batch.quantities.reduce((sum, quantity) => sum + quantity, 0)).toBe(volume)
    }),
  )
})

test('prints of one instant in several messages belong together within the patience only', () => {
  const merger = new SweepMerger(10)
  const print = { time: 1, price: 100, quantity: 2, sign: 1 }
  expect(merger.add({ ...print, localTime: 5 })).toBe(false)
  expect(merger.advance(15)).toBe(false)
  expect(merger.add({ ...print, localTime: 15, price: 103 })).toBe(false)
  expect(merger.advance(26)).toBe(true)
  expect(merger.done).toMatchObject({ prints: 2, quantity: 4, firstPrice: 100, lastPrice: 103 })
  expect(merger.done.localTime).toBe(15)
  // Late, it is a sweep of its own; and what is forgotten does not come back.
  expect(merger.add({ ...print, localTime: 40 })).toBe(false)
  merger.restart()
  expect(merger.advance(Infinity)).toBe(false)
})

test('trade flow equals its batch twin to 1e-12 of the volume', () => {
  fc.assert(
    fc.property(tapes, (rows) => {
      const halfLives = [5, 70, 1000]
      const flow = new TradeFlow(halfLives)
      for (const [time, , quantity, sign] of rows) flow.add(time, quantity, sign)
      const at = (rows.at(-1)?.[0] ?? 0) + 13
      for (const [k, halfLife] of halfLives.entries()) {
        const expected = tradeFlowAt(tradeColumns(rows), { halfLife, at })
        const tolerance = 1e-12 * expected.volume
        expect(Math.abs(flow.signedVolume(k, at) - expected.signedVolume)).toBeLessThanOrEqual(
          tolerance,
        )
        expect(Math.abs(flow.volume(k, at) - expected.volume)).toBeLessThanOrEqual(tolerance)
        const miss = Math.abs(flow.imbalance(k) - expected.imbalance)
        expect(Number.isNaN(miss) ? expected.volume === 0 : miss < 1e-12).toBe(true)
      }
    }),
  )
  const unknown = new TradeFlow([10])
  unknown.add(0, 4, 0)
  expect([unknown.imbalance(0), unknown.unsignedVolume(0, 10)]).toEqual([NaN, 2])
})

test('runs are those of the whole tape, and coin flips change in half of the cases', () => {
  fc.assert(
    fc.property(tapes, (rows) => {
      const { quantities, signs } = tradeColumns(rows)
      const known = signs.filter((sign) => sign !== 0).length
      const runs = new AggressorRuns(Math.max(1, known - 1))
      for (const [row, sign] of signs.entries()) runs.add(quantities[row]!, sign)
      const expected = aggressorRuns(quantities, signs)
      expect(runs.signedLength).toBe(expected.signedLength)
      expect(runs.signedVolume).toBe(expected.signedVolume)
      expect(runs.changeShare()).toBe(known > 1 ? expected.changeShare : NaN)
    }),
  )
  const random = new Random(2)
  const coin = new AggressorRuns(4000)
  for (let k = 0; k <= 4000; k++) coin.add(1, random.uniform() < 0.5 ? 1 : -1)
  expect(Math.abs(coin.changeShare() - 0.5)).toBeLessThan(3 * Math.sqrt(0.25 / 4000))
})

test('quantiles of trade sizes are those of numpy', () => {
  const made = golden('trades') as {
    readonly trades: readonly Row[]
    readonly quantiles: readonly { readonly p: number; readonly value: number }[]
  }
  const sizes = new RollingQuantiles(200)
  for (const [, , quantity] of made.trades) sizes.push(quantity)
  for (const { p, value } of made.quantiles) expectClose(sizes.quantile(p), value, 1e-14, `${p}`)
})

test('a span of more instants of trades than are kept is not known, and never without trades', () => {
  const flow = new WindowFlow([10e6, 1])
  for (let k = 0; k < 2 ** 20 + 10; k++) flow.add(k, 1, 1)
  expect([...flow.imbalances(2 ** 20 + 10)]).toEqual([Number.NaN, 0])
})
