import type { Route } from '../serving/served-venue.ts'

/** A record of an answer, as it goes over the wire. */
export type Row = Readonly<Record<string, unknown>>

/** By path: what is said instead of what would be. Only what was granted is retold. */
export type Retellings = Readonly<Record<string, (body: Row, at: number) => unknown>>

/** Routes of which some say something else, as the switches stand when they are asked. */
export function retold(routes: readonly Route[], retellings: Retellings): Route[] {
  return routes.map((route) => {
    const retell = retellings[route.path]
    if (retell === undefined) return route
    return {
      ...route,
      handle: async (request) => {
        const said = await route.handle(request)
        const isGranted = said.status === 200 && typeof said.body === 'object'
        return isGranted ? { ...said, body: retell(said.body as Row, request.at) } : said
      },
    }
  })
}

/** A record with rows of it changed, wherever it keeps them: in a list or by names. */
export function withRows(record: Row, field: string, change: (row: Row) => Row): Row {
  return { ...record, [field]: changedRows(record[field], change) }
}

/** A record with what it has under a name changed; a refusal, which has nothing there, as it is. */
export function within(record: Row, field: string, change: (inner: Row) => Row): Row {
  const inner = record[field]
  if (typeof inner !== 'object' || inner === null) return record
  return { ...record, [field]: change(inner as Row) }
}

/** Rows changed, of a list or by names. */
export function changedRows(rows: unknown, change: (row: Row) => Row): unknown {
  if (Array.isArray(rows)) return rows.map((row: Row) => change(row))
  // A refusal has none.
  if (typeof rows !== 'object' || rows === null) return rows
  return Object.fromEntries(
    Object.entries(rows as Readonly<Record<string, Row>>).map(([name, row]) => [name, change(row)]),
  )
}

/** A delisting is announced for a day from now. Epoch milliseconds. */
export function announcedEnd(at: number): number {
  return Math.floor(at / 1_000) + 86_400_000
}
