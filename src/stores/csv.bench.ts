import { bench, describe } from 'vitest'
import { parseCsv } from './csv.ts'

// Twenty years of hourly bars: prices with 2 decimals, volumes with 5, as venues write them.
const rows = 20 * 8_760
const lines = Array.from({ length: rows }, (_, row) => {
  const price = 30_000 + 5_000 * Math.sin(row / 700)
  const prices = [0, 31.25, -27.5, 3.01].map((change) => (price + change).toFixed(2)).join(',')
  return `${1_672_531_200_000 + row * 3_600_000},${prices},${(100 + Math.cos(row)).toFixed(5)}`
})
const names = ['timestamp', 'open', 'high', 'low', 'close', 'volume']
const bytes = Buffer.from(`${names.join(',')}\n${lines.join('\n')}\n`)

function bySplitting(): Float64Array[] {
  const [header, ...body] = bytes.toString().trimEnd().split('\n')
  const columns = header!.split(',').map(() => new Float64Array(body.length))
  body.forEach((line, row) => {
    line.split(',').forEach((cell, k) => (columns[k]![row] = Number(cell)))
  })
  return columns
}

const megabytes = (bytes.length / 1e6).toFixed(2)

describe(`${rows} bars of six columns; MB/s = hz x ${megabytes}`, () => {
  bench('parseCsv, from the bytes', () => void parseCsv('bench.csv', bytes, { required: names }))
  bench("text.split('\\n'), line.split(','), Number(cell)", () => void bySplitting())
})
