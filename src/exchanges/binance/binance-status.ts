import type { FaultSwitches } from '../faults/fault-switches.ts'
import { announcedEnd, changedRows, retold, withRows, type Row } from '../faults/retold.ts'
import type { Route } from '../serving/served-venue.ts'

/**
 * What Binance tells of itself as the switches stand. A perpetual that is to be delisted has a delivery date that comes;
 * of spot nothing is told before it breaks.
 */
export function toldStatus(routes: readonly Route[], faults: Readonly<FaultSwitches>): Route[] {
  return retold(routes, {
    // {"status":1,"msg":"system_maintenance"}
    '/sapi/v1/system/status': (body) =>
      faults.statusHalted > 0 ? { status: 1, msg: 'system_maintenance' } : body,
    '/sapi/v1/capital/config/getall': (body) =>
      faults.withdrawalsFrozen > 0 ? changedRows(body, frozenCoin) : body,
    '/sapi/v1/account/apiRestrictions': (body) =>
      faults.keyWithdraws > 0 ? { ...body, enableWithdrawals: true } : body,
    '/api/v3/exchangeInfo': (body) =>
      faults.delisting > 0
        ? withRows(body, 'symbols', (symbol) => ({ ...symbol, status: 'BREAK' }))
        : body,
    '/fapi/v1/exchangeInfo': (body, at) =>
      faults.delisting > 0
        ? withRows(body, 'symbols', (symbol) => ({ ...symbol, deliveryDate: announcedEnd(at) }))
        : body,
  })
}

function frozenCoin(coin: Row): Row {
  const closed = withRows(coin, 'networkList', (network) => ({
    ...network,
    withdrawEnable: false,
    withdrawDesc: 'The wallet is currently undergoing maintenance.',
  }))
  return { ...closed, withdrawAllEnable: false }
}
