import { expect, test } from 'vitest'
import { marketFixture } from '../../../test/market-fixture.ts'
import { noMarket } from '../market/desk-market.ts'
import { deskMetrics } from './desk-metrics.ts'

test('figures of the desk are those of its market, and what is not known is no number', async () => {
  const { market } = marketFixture()
  const text = await deskMetrics(() => market.state()).metrics()
  const { venues, instruments, account } = market.state()
  for (const { venue, trust } of venues)
    expect(text).toContain(`isobar_venue_trust{venue="${venue}"} ${trust}`)
  for (const { venue, instrument, class: kind, bid } of instruments)
    expect(text).toContain(
      `isobar_bid{venue="${venue}",instrument="${instrument}",class="${kind}"} ${bid ?? 'Nan'}`,
    )
  expect(text).toContain(`isobar_open_orders ${account!.openOrders.length}`)
  expect(text).toContain('isobar_killed 0')
  expect(await deskMetrics(() => noMarket.state()).metrics()).toContain('isobar_equity Nan')
})
