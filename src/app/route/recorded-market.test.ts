import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { eventSide } from '../../core/events/event-codes.ts'
import { EventColumns } from '../../core/events/event-columns.ts'
import type { Instant } from '../../core/time.ts'
import { routeOrder } from '../../execution/router/route-order.ts'
import { exactDecimalOfNumber } from '../../execution/router/exact-decimal.ts'
import { unknownRules, type Listing } from '../../stores/recording/listing.ts'
import { RecordingWriter } from '../../stores/recording/recording-writer.ts'
import { recordedMarket } from './recorded-market.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-recorded-market-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a recorded contract counts in base units: three of a hundredth are no three coins', async () => {
  const contract: Listing = {
    instrument: {
      name: 'BTC-USDT',
      venue: 'okx',
      base: 'BTC',
      quote: 'USDT',
      class: 'linear',
      tickSize: { units: 1, decimals: 1 },
      lotSize: { units: 1, decimals: 0 },
      contractSize: { units: 1, decimals: 2 },
    },
    symbol: 'BTC-USDT-SWAP',
    stepsInferred: false,
    rules: { ...unknownRules, takerFeeBps: 5, minQuantity: 0.02 },
  }
  const time = 1_700_000_000_000_000
  const rows = new EventColumns()
  rows.begin(0, time as Instant, time, 1)
  rows.addClear()
  rows.addLevel(eventSide.bid, 999, 3)
  rows.addLevel(eventSide.ask, 1_000, 3)
  rows.end()
  const place = join(folder, 'recording')
  const writer = await RecordingWriter.create(place)
  await writer.append(rows, { listingAt: () => contract, clock: 'receive' })
  await writer.finish('0.0.0', [])
  const { snapshots } = await recordedMarket(place, { selection: {}, stops: [time as Instant] })
  const request = { side: 'buy', quantity: exactDecimalOfNumber(3) } as const
  // Of 3 BTC there are three contracts of 0.01 each.
  expect(routeOrder(snapshots[0]!, request, {})).toMatchObject({ filled: 0.03, quantity: 3 })
  // And at least two of them are an order, as is recorded.
  const little = { side: 'buy', quantity: exactDecimalOfNumber(0.019) } as const
  expect(routeOrder(snapshots[0]!, little, {})).toMatchObject({ filled: 0 })
})
