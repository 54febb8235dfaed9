import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decimalParts } from '../../core/decimal-text.ts'
import { eventKind } from '../../core/events/event-codes.ts'
import type { Step } from '../../core/price.ts'
import { rowTwin } from '../../math/kernels/row-twin.ts'
import { planCells } from './cell-plan.ts'
import { ImportedInstruments } from './imported-instruments.ts'
import { readTickFile } from './read-tick-file.ts'
import { tickKinds } from './tick-kinds.ts'
import type { LevelRole, TickLayout } from './tick-layout.ts'

// Every layout, of which prices and quantities must be those of the cells, digit for digit, however the steps of their
// instruments grow finer from cell to cell.

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-cells-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A decimal in its shortest form, as text: what `1.50` and 15 steps of 0.1 have in common. */
function exact(mantissa: bigint, decimals: number): string {
  let [rest, places] = [mantissa, decimals]
  while (rest % 10n === 0n && places > 0) {
    rest /= 10n
    places--
  }
  return `${rest}e-${places}`
}

function ofCell(text: string): string {
  const parts = decimalParts(text)
  return parts === undefined ? 'none' : exact(parts.mantissa, parts.decimals)
}

function ofSteps(steps: number, { units, decimals }: Step): string {
  return Number.isNaN(steps) ? 'none' : exact(BigInt(steps) * BigInt(units), decimals)
}

/** The columns of a file with so many levels, and the role of each. */
function columnsOf(layout: TickLayout, levels: number): [name: string, role: string][] {
  const plain = Object.entries(layout.columns).map(([name, role]): [string, string] => [
    name,
    typeof role === 'string' ? role : role.join(' '),
  ])
  const numbered = Object.entries(layout.levels ?? {}).flatMap(([role, name]) =>
    Array.from({ length: levels }, (_, k): [string, string] => [
      name.replace('#', String(k)),
      `${role} ${k}`,
    ]),
  )
  return [...plain, ...numbered]
}

const decimal = fc
  .tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: 0, max: 999_999 }), fc.nat(6))
  .map(([whole, fraction, places]) => {
    const digits = String(fraction).padStart(6, '0').slice(0, places)
    return places === 0 ? String(whole) : `${whole}.${digits}`
  })
const maybe = fc.oneof({ arbitrary: decimal, weight: 5 }, { arbitrary: fc.constant(''), weight: 1 })

/** A cell of a role that has no price and no quantity. */
function otherCell(role: string, row: number): string {
  if (role.endsWith(' in s')) return String(1_700_000_000 + row)
  if (role.endsWith(' in ms')) return String(1_700_000_000_000 + row)
  if (role.includes(' in ')) return String(1_700_000_000_000_000 + row)
  if (role === 'isSnapshot' || role === 'buyerIsMaker') return 'false'
  if (role === 'side') return row % 2 === 0 ? 'bid' : 'ask'
  if (role === 'orderEvent') return 'created'
  if (role === 'venue') return 'binance'
  return role === 'symbol' ? 'BTCUSDT' : String(row)
}

type Cells = Readonly<Record<string, string>>

/** What a row must become: prices and quantities in the order of its events. */
function wantedOf({ shape }: TickLayout, cells: Cells, levels: number): string[] {
  const of = (role: LevelRole, k: number): string =>
    ofCell(cells[`${role} ${k}`] ?? cells[role] ?? '')
  const pair = (price: LevelRole, quantity: LevelRole, k: number): string =>
    `${of(price, k)} x ${of(quantity, k)}`
  const all = Array.from({ length: levels }, (_, k) => k)
  const bids = all.map((k) => pair('bidPrice', 'bidQuantity', k))
  const asks = all.map((k) => pair('askPrice', 'askQuantity', k))
  if (shape === 'quote') return all.flatMap((k) => [bids[k]!, asks[k]!])
  if (shape === 'book') return [...bids, ...asks]
  return [`${ofCell(cells['price'] ?? '')} x ${ofCell(cells['quantity'] ?? '')}`]
}

const withPrices = Object.entries(tickKinds).flatMap(([kind, layouts]) =>
  layouts.filter(({ shape }) => shape !== 'values').map((layout) => ({ kind, layout })),
)

test.for(withPrices)('$layout.name: prices and quantities are those of the cells', async (each) => {
  const { layout } = each
  const { instruments } = layout
  const isNamed = instruments === 'columns'
  const unnamed = Array.isArray(instruments)
    ? instruments
    : isNamed
      ? []
      : [{ venue: 'binance', symbol: 'BTCUSDT' }]
  const levels = layout.levels === undefined ? Math.max(1, unnamed.length) : 2
  const columns = columnsOf(layout, levels)
  const isQuote = layout.shape === 'quote'
  const priced = columns.filter(([, role]) => /^(bid|ask|price|quantity)/.test(role))
  const row = fc.record(
    Object.fromEntries(priced.map(([, role]) => [role, isQuote ? maybe : decimal])),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async (rows) => {
      const lines = rows.map((cells, k) =>
        columns.map(([, role]) => cells[role] ?? otherCell(role, k)).join(','),
      )
      const file = join(folder, 'cells.csv')
      writeFileSync(file, `${lines.join('\n')}\n`)
      const names = columns.map(([name]) => name)
      const table = new ImportedInstruments()
      const source = {
        file,
        layout,
        plan: planCells(file, names, layout),
        unnamed,
        headerLines: 0,
        clockShift: 0,
        rowKernel: rowTwin,
      }
      const found: string[] = []
      for await (const batch of readTickFile(source, table)) {
        for (let k = 0; k < batch.length; k++) {
          if (batch.kind[k] === eventKind.clear) continue
          const { tickSize, lotSize } = table.listingAt(batch.instrument[k]!).instrument
          const price = ofSteps(batch.price[k]!, tickSize)
          found.push(`${price} x ${ofSteps(batch.quantity[k]!, lotSize)}`)
        }
      }
      expect(found).toEqual(rows.flatMap((cells) => wantedOf(layout, cells, levels)))
    }),
    { numRuns: 25, seed: 5 },
  )
})
