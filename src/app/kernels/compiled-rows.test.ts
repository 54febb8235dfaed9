import { expect, test } from 'vitest'
import { describeRowKernel } from '../../../test/row-kernel-conformance.ts'
import { compiledRowKernel } from './compiled-rows.ts'

describeRowKernel('compiled', compiledRowKernel())

test('bytes that are more than the kernel sees at once', () => {
  const line = 'binance,BTCUSDT,1577836800000000,1577836800000001,7,sell,7200.25,1\n'
  const count = 50_000
  const bytes = Buffer.from(line.repeat(count))
  const session = compiledRowKernel().open({ fifth: 'number', ownTimes: true })
  session.begin(bytes.subarray(0, line.indexOf('1')))
  session.load(bytes)
  const task = {
    at: 0,
    end: bytes.length,
    rows: 0,
    rowsMost: 1e9,
    groupRowsMost: 1e9,
    priceDecimals: 2,
    quantityDecimals: 3,
    localTime: -Infinity,
    exchangeTime: NaN,
    groups: 0,
    isNew: false,
  }
  let rows = 0
  for (let calls = 0; task.at < task.end && calls < 20; calls++) {
    session.take(task)
    rows += task.rows
  }
  expect(bytes.length).toBeGreaterThan(2 ** 21)
  expect(rows).toBe(count)
})
