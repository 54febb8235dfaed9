import type { FaultSwitches } from '../faults/fault-switches.ts'
import { retold, withRows, type Row } from '../faults/retold.ts'
import type { Route } from '../serving/served-venue.ts'
import { brokerage } from './market-routes.ts'

/** What Coinbase tells of itself as the switches stand: nothing of withdrawals, and nothing of its systems. */
export function toldStatus(routes: readonly Route[], faults: Readonly<FaultSwitches>): Route[] {
  const listed = (body: Row): Row =>
    faults.delisting > 0 ? withRows(body, 'products', gone) : body
  const single = (body: Row): Row => (faults.delisting > 0 ? gone(body) : body)
  return retold(routes, {
    [`${brokerage}/key_permissions`]: (body) =>
      faults.keyWithdraws > 0 ? { ...body, can_transfer: true } : body,
    [`${brokerage}/products`]: listed,
    [`${brokerage}/market/products`]: listed,
    [`${brokerage}/products/:product`]: single,
    [`${brokerage}/market/products/:product`]: single,
  })
}

function gone(product: Row): Row {
  return { ...product, status: 'delisted', trading_disabled: true }
}
