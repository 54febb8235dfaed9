import type { FaultSwitches } from '../faults/fault-switches.ts'
import { announcedEnd, retold, within, withRows, type Row } from '../faults/retold.ts'
import type { Route } from '../serving/served-venue.ts'

/** What Bybit tells of itself as the switches stand. A perpetual's `deliveryTime` is when it is delisted. */
export function toldStatus(routes: readonly Route[], faults: Readonly<FaultSwitches>): Route[] {
  return retold(routes, {
    '/v5/system/status': (body, at) =>
      faults.statusHalted > 0 ? within(body, 'result', () => ({ list: [maintenance(at)] })) : body,
    '/v5/asset/coin/query-info': (body) =>
      faults.withdrawalsFrozen > 0
        ? within(body, 'result', (result) =>
            withRows(result, 'rows', (coin) =>
              withRows(coin, 'chains', (chain) => ({ ...chain, chainWithdraw: '0' })),
            ),
          )
        : body,
    '/v5/user/query-api': (body) =>
      faults.keyWithdraws > 0
        ? within(body, 'result', (result) => ({
            ...result,
            permissions: {
              ...(result['permissions'] as Row),
              Wallet: ['AccountTransfer', 'Withdraw'],
            },
          }))
        : body,
    '/v5/market/instruments-info': (body, at) =>
      faults.delisting > 0
        ? within(body, 'result', (result) =>
            withRows(result, 'list', (row) =>
              'deliveryTime' in row
                ? { ...row, deliveryTime: String(announcedEnd(at)) }
                : { ...row, status: 'Closed' },
            ),
          )
        : body,
  })
}

function maintenance(at: number): Row {
  const begin = Math.floor(at / 1_000)
  return {
    id: 'f9d6842d-5331-11f0-8fd3-c241b123dd9e',
    title: 'maintenance',
    state: 'ongoing',
    begin: String(begin - 60_000),
    end: String(begin + 3_600_000),
    href: '',
    serviceTypes: [1, 2, 3, 4, 5],
    product: [1, 2, 3, 4],
    uidSuffix: [],
    maintainType: 1,
    env: 1,
  }
}
