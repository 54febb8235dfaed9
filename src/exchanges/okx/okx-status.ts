import type { FaultSwitches } from '../faults/fault-switches.ts'
import { announcedEnd, retold, withRows, type Row } from '../faults/retold.ts'
import type { Route } from '../serving/served-venue.ts'

/** What OKX tells of itself as the switches stand. `expTime` of spot and swaps is when they are delisted. */
export function toldStatus(routes: readonly Route[], faults: Readonly<FaultSwitches>): Route[] {
  const instruments = (body: Row, at: number): Row =>
    faults.delisting > 0
      ? rows(body, (row) => ({ ...row, expTime: String(announcedEnd(at)) }))
      : body
  return retold(routes, {
    '/api/v5/system/status': (body, at) =>
      faults.statusHalted > 0 ? { ...body, data: [maintenance(at)] } : body,
    '/api/v5/asset/currencies': (body) =>
      faults.withdrawalsFrozen > 0 ? rows(body, (row) => ({ ...row, canWd: false })) : body,
    '/api/v5/account/config': (body) =>
      faults.keyWithdraws > 0
        ? rows(body, (row) => ({ ...row, perm: 'read_only,trade,withdraw' }))
        : body,
    '/api/v5/public/instruments': instruments,
    '/api/v5/account/instruments': instruments,
  })
}

function maintenance(at: number): Row {
  const begin = Math.floor(at / 1_000)
  return {
    begin: String(begin - 60_000),
    end: String(begin + 3_600_000),
    href: '',
    preOpenBegin: '',
    scheDesc: '',
    serviceType: '5',
    state: 'ongoing',
    system: 'unified',
    maintType: '1',
    env: '1',
    title: 'Trading system maintenance',
  }
}

function rows(body: Row, change: (row: Row) => Row): Row {
  return withRows(body, 'data', change)
}
