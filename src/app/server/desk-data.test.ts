import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { folderDeskData, syntheticDeskData } from './desk-data.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-bars-'))
afterAll(() => rmSync(folder, { recursive: true }))

const start = 1_704_067_200_000

/** Enough bars to be used, the first with that close. */
function writeBars(name: string, close: string): void {
  const path = join(folder, name)
  mkdirSync(join(path, '..'), { recursive: true })
  const bars = Array.from({ length: 20 }, (_, row) => {
    const last = row === 0 ? close : String(2 + (row % 3))
    return `${start + row * 3_600_000},1,1,1,${last},1`
  })
  writeFileSync(path, ['timestamp,open,high,low,close,volume', ...bars, ''].join('\n'))
}
for (const coin of ['A', 'B', 'C']) writeBars(`two/${coin}-USDT-1h.csv`, '1')
for (const coin of ['A', 'B']) writeBars(`one/${coin}-USDT-1d.csv`, '1')
writeBars('one/A-USDT-1h.csv', '1')
writeBars('faulty/A-USDT-1h.csv', '1')
writeBars('faulty/B-USDT-1h.csv', '0')
writeBars('faulty/C-USDT-1h.csv', '1')
writeBars('hopeless/A-USDT-1h.csv', '1')
writeBars('hopeless/B-USDT-1h.csv', 'x')

test('a folder gives a universe for each venue and timeframe with two series, the largest first', async () => {
  const data = await folderDeskData(folder)
  expect(data.source).toEqual({ kind: 'folder', name: basename(folder) })
  const shapes = data
    .universes()
    .map(({ venue, timeframe, series }) => [venue, timeframe, series.length])
  expect(shapes).toEqual([
    ['faulty', '1h', 3],
    ['two', '1h', 3],
    ['hopeless', '1h', 2],
    ['one', '1d', 2],
  ])
})

test('its bars are those of the universe asked for', async () => {
  const data = await folderDeskData(folder)
  const { series: bars } = await data.bars({
    venue: 'one',
    timeframe: '1d',
    series: ['A-USDT', 'B-USDT'],
  })
  expect(bars.map(({ instrument }) => `${instrument.venue} ${instrument.name}`)).toEqual([
    'one A-USDT',
    'one B-USDT',
  ])
})

test('a faulty file is left out and told of; when fewer than two are left it is the answer', async () => {
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const data = await folderDeskData(folder)
  const universe = { timeframe: '1h', series: [] }
  const { series: bars } = await data.bars({ ...universe, venue: 'faulty' })
  expect(bars.map(({ instrument }) => instrument.name)).toEqual(['A-USDT', 'C-USDT'])
  expect(String(log.mock.calls[0]?.[0])).toMatch(/left out: .*B-USDT-1h\.csv/)
  await expect(data.bars({ ...universe, venue: 'hopeless' })).rejects.toMatchObject({
    code: 'data',
  })
  log.mockRestore()
})

test('a folder that is not there is a fault of the world', async () => {
  await expect(folderDeskData(join(folder, 'missing'))).rejects.toMatchObject({ code: 'world' })
})

test('without data there is a made-up universe of 4,950 pairs, the same for the same seed', async () => {
  const [one, same, other] = await Promise.all(
    [1, 1, 2].map((seed) => {
      const data = syntheticDeskData(seed)
      return data.bars(data.universes()[0]!)
    }),
  )
  expect(one!.series).toHaveLength(100)
  expect(one!.series[7]!.close).toEqual(same!.series[7]!.close)
  expect(one!.series[7]!.close).not.toEqual(other!.series[7]!.close)
  expect(syntheticDeskData(2).source).toEqual({ kind: 'synthetic', seed: 2 })
})
