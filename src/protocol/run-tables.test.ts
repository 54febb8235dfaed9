import { expect, test } from 'vitest'
import { pairFixture } from '../../test/desk-pair-fixture.ts'
import { defaultPairParameters } from './pair-parameters.ts'
import { csvOf, equityTable, tradesTable } from './run-tables.ts'

const names = { y: 'ETH-USDT', x: 'BTC-USDT' }
const { backtest } = pairFixture(names, defaultPairParameters, 2_000)

test('a row a leg: what legs come to is what their trades and the run come to', () => {
  const { columns, rows } = tradesTable(backtest!.trades)
  const at = (name: string): number => columns.findIndex((column) => column.name === name)
  expect(rows).toHaveLength(2 * backtest!.trades.length)
  const sum = rows.reduce((total, row) => total + Number(row[at('pnl')]), 0)
  expect(sum).toBeCloseTo(backtest!.metrics.pnl.total, 6)
  expect(rows.map((row) => row[at('instrument')]).slice(0, 2)).toEqual(['ETH-USDT', 'BTC-USDT'])
  expect(rows.at(-1)?.[at('trade')]).toBe(backtest!.trades.length)
})

test('CSV reads back as the same numbers', () => {
  const table = equityTable(backtest!.equity!)
  const [header, ...lines] = csvOf(table).trimEnd().split('\n')
  expect(header).toBe('timestamp,equity')
  expect(lines.map((line) => line.split(',').map(Number))).toEqual(table.rows)
})

test('text with commas is quoted, what is not finite is empty, no rows leave the header', () => {
  const columns = [
    { name: 'a', kind: 'text' },
    { name: 'b', kind: 'number' },
  ] as const
  expect(csvOf({ columns, rows: [['x, "y"', Number.NaN]] })).toBe('a,b\n"x, ""y""",\n')
  expect(csvOf({ columns, rows: [] })).toBe('a,b\n')
})
