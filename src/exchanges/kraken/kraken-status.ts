import type { FaultSwitches } from '../faults/fault-switches.ts'
import { retold, within, withRows, type Row } from '../faults/retold.ts'
import type { Route } from '../serving/served-venue.ts'

/** What Kraken tells of itself as the switches stand. A pair that is to go can only be cancelled on. */
export function toldStatus(routes: readonly Route[], faults: Readonly<FaultSwitches>): Route[] {
  return retold(routes, {
    '/0/public/SystemStatus': (body) =>
      faults.statusHalted > 0
        ? within(body, 'result', (result) => ({ ...result, status: 'maintenance' }))
        : body,
    '/0/public/Assets': (body) =>
      faults.withdrawalsFrozen > 0 ? named(body, 'deposit_only') : body,
    '/0/public/AssetPairs': (body) => (faults.delisting > 0 ? named(body, 'cancel_only') : body),
    '/0/private/GetApiKeyInfo': (body) =>
      faults.keyWithdraws > 0
        ? within(body, 'result', (result) => ({
            ...result,
            permissions: [...(result['permissions'] as string[]), 'withdraw-funds'],
          }))
        : body,
  })
}

/** Every row of an answer under a status. */
function named(body: Row, status: string): Row {
  return withRows(body, 'result', (row) => ({ ...row, status }))
}
