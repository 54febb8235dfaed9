import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { needs, sharedFolder } from '../../../test/need.ts'
import { eventKind } from '../../core/events/event-codes.ts'
import { priceOf, quantityOf, type Lots, type PriceTicks } from '../../core/price.ts'
import { ImportedInstruments } from './imported-instruments.ts'
import { openTickFile } from './open-tick-file.ts'
import { readTickFile } from './read-tick-file.ts'
import { tickKinds } from './tick-kinds.ts'

// Prices and quantities of the real files, against the text of the cell as `Number` reads it: the first of each file, and
// with `ISOBAR_CELLS=all npx vitest run src/stores/ticks/real-cells.test.ts` all 4.7 million of them.

const valuesMost = process.env['ISOBAR_CELLS'] === 'all' ? Infinity : 30_000

/** Columns of the prices and quantities of a row, in the order of its events; those that it has not are missing. */
function pricedColumns(header: readonly string[]): readonly (readonly [string, string])[] {
  if (header.includes('bitstamp_bid')) {
    return ['bitstamp_bid', 'bitstamp_ask', 'cex_bid', 'cex_ask'].map((name) => [name, ''])
  }
  if (header.includes('bid')) return ['bid', 'ask'].map((name) => [name, ''])
  if (header.includes('price')) {
    return [['price', ['size', 'quantity', 'amount'].find((name) => header.includes(name)) ?? '']]
  }
  const prices = header.filter((name) => /_(px|price)_\d+$/.test(name))
  const onSide = (side: string): string[] => prices.filter((name) => name.startsWith(side))
  return [...onSide('bid'), ...onSide('ask')].map((name) => [
    name,
    name.replace(/price_/, header.includes('bid_qty_0') ? 'qty_' : 'size_').replace(/px_/, 'sz_'),
  ])
}

/** Price and quantity of every event that the rows of a file must become. */
function wantedOf(path: string): number[] {
  const [first, ...lines] = gunzipSync(readFileSync(path)).toString().trimEnd().split('\n')
  const header = first!.split(',')
  const columns = pricedColumns(header).map((names) => names.map((name) => header.indexOf(name)))
  const event = header.indexOf('event')
  const wanted: number[] = []
  for (const line of lines) {
    if (wanted.length >= valuesMost) break
    const cells = line.split(',')
    const isOver = cells[event] === 'deleted'
    for (const [price, quantity] of columns as [number, number][]) {
      const text = cells[quantity] ?? ''
      wanted.push(Number(cells[price]), isOver ? 0 : text === '' ? NaN : Number(text))
    }
  }
  return wanted
}

async function foundIn(kind: string, path: string): Promise<number[]> {
  const source = (await openTickFile(path, tickKinds[kind]!))!
  const table = new ImportedInstruments()
  const found: number[] = []
  for await (const rows of readTickFile(source, table)) {
    if (found.length >= valuesMost) break
    for (let row = 0; row < rows.length; row++) {
      if (rows.kind[row] === eventKind.clear) continue
      const { tickSize, lotSize } = table.listingAt(rows.instrument[row]!).instrument
      found.push(priceOf(rows.price[row] as PriceTicks, tickSize))
      found.push(quantityOf(rows.quantity[row] as Lots, lotSize))
    }
  }
  return found
}

// Of StandX the shortest of its three days.
test.for([
  ['hyperliquid', 'hyperliquid-l2', /./],
  ['gateio', 'gateio-spot-l2', /./],
  ['aster', 'aster-perp', /./],
  ['standx', 'standx-btc-l2', /2026-01-05/],
  ['bitstamp-orders', 'bitstamp-l3-2015', /./],
  ['bitstamp-cex', 'arb-bitstamp-cex-bcheur', /./],
  ['last-prices', 'leadlag-btcjpy-2018', /./],
] as const)(
  '%s: every price and quantity is that of its cell',
  async ([kind, set, which], context) => {
    needs('data', context)
    const folder = join(sharedFolder, 'data', set)
    const files = readdirSync(folder).filter((name) => name.endsWith('.csv.gz') && which.test(name))
    expect(files.length).toBeGreaterThan(0)
    for (const name of files) {
      const wanted = wantedOf(join(folder, name)).slice(0, valuesMost)
      const found = (await foundIn(kind, join(folder, name))).slice(0, valuesMost)
      expect(found, name).toHaveLength(wanted.length)
      const differing = found.findIndex((value, k) => !Object.is(value, wanted[k]))
      expect([differing, found[differing], wanted[differing]], name).toEqual([
        -1,
        undefined,
        undefined,
      ])
    }
  },
)
