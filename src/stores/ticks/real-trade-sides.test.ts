import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { needs, sharedFolder } from '../../../test/need.ts'
import { eventKind, eventSide } from '../../core/events/event-codes.ts'
import { ImportedInstruments } from './imported-instruments.ts'
import { openTickFile } from './open-tick-file.ts'
import { readTickFile } from './read-tick-file.ts'
import { tickKinds } from './tick-kinds.ts'

// Two witnesses for who took in the trades of a real log without sides. One sees the whole of it and pairs the two
// orders that lost a trade's quantity, before it or after; the other is the side of the mid on which it traded, of the
// feed's own books.

const folder = join(sharedFolder, 'data', 'bitstamp-l3-2015')

function cellsOf(name: string): string[][] {
  const text = gunzipSync(readFileSync(join(folder, name))).toString()
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
}

async function importedSides(): Promise<string[]> {
  const file = join(folder, 'events_2015-05-01.csv.gz')
  const source = (await openTickFile(file, tickKinds['bitstamp-orders']!))!
  const names = new Map<number, string>([
    [eventSide.buy, 'buy'],
    [eventSide.sell, 'sell'],
  ])
  const sides: string[] = []
  for await (const rows of readTickFile(source, new ImportedInstruments())) {
    for (let row = 0; row < rows.length; row++) {
      if (rows.kind[row] === eventKind.trade) sides.push(names.get(rows.side[row]!) ?? 'unknown')
    }
  }
  return sides
}

/** Who took, of each trade, by the orders within so many rows of it that lost its quantity. */
function pairedSides(rows: readonly string[][]): string[] {
  const left = new Map<string, bigint>()
  const losses = rows.map(([, event, id, , , amount]) => {
    if (event === 'trade') return undefined
    const loss = (left.get(id!) ?? -1n) - satoshis(amount!)
    left.set(id!, satoshis(amount!))
    return event === 'created' ? undefined : loss
  })
  return rows.flatMap(([time, event, , , price, amount], at) => {
    if (event !== 'trade') return []
    const near = Array.from({ length: 121 }, (_, k) => at - 60 + k).filter(
      (k) =>
        losses[k] === satoshis(amount!) && Math.abs(Number(rows[k]![0]) - Number(time)) < 3_000,
    )
    const sides = new Set(near.map((k) => rows[k]![3]))
    const [maker] = near.map((k) => rows[k]!).toSorted((a, b) => Number(a[2]) - Number(b[2]))
    if (sides.size < 2 || Number(maker![4]) !== Number(price)) return ['unknown']
    return [maker![3] === 'bid' ? 'sell' : 'buy']
  })
}

function satoshis(quantity: string): bigint {
  return BigInt(Math.round(Number(quantity) * 1e8))
}

function quotedSides(rows: readonly string[][], books: readonly string[][]): string[] {
  let at = 0
  return rows
    .filter(([, event]) => event === 'trade')
    .map(([time, , , , price]) => {
      while (at + 1 < books.length && Number(books[at + 1]![0]) < Number(time)) at++
      const mid = (Number(books[at]![1]) + Number(books[at]![21])) / 2
      return Number(price) > mid ? 'buy' : 'sell'
    })
}

test('the taker of a trade without a side is the younger of the orders that lost its quantity', async (context) => {
  needs('data', context)
  const rows = cellsOf('events_2015-05-01.csv.gz')
  const sides = await importedSides()
  const paired = pairedSides(rows)
  const quoted = quotedSides(rows, cellsOf('book10_2015-05-01.csv.gz'))
  expect(sides).toHaveLength(471)
  const bothTell = paired.flatMap((side, k) =>
    side === 'unknown' || sides[k] === 'unknown' ? [] : [side === sides[k]],
  )
  expect(bothTell.length).toBeGreaterThan(430)
  expect(bothTell.filter((same) => !same)).toEqual([])
  const known = sides.flatMap((side, k) => (side === 'unknown' ? [] : [side === quoted[k]]))
  expect(known.length).toBeGreaterThan(460)
  // The books of the feed are 2.4 s apart, in which the mid moves.
  expect(known.filter((same) => same).length / known.length).toBeGreaterThan(0.98)
})
