import { expect, test } from 'vitest'
import { parseAddress } from './address.ts'
import { pageTitle } from './page-title.ts'

test.each([
  ['', 'Screen · Isobar'],
  ['#/screen/okx/1h', 'Screen · okx 1h · Isobar'],
  ['#/pair/okx/1h/ETH-USDT/BTC-USDT', 'ETH-USDT on BTC-USDT · okx 1h · Isobar'],
  ['#/walk-forward/okx/1d', 'Walk-forward · okx 1d · Isobar'],
])("the tab of '%s' is called '%s'", (hash, title) => {
  expect(pageTitle(parseAddress(hash))).toBe(title)
})
