import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { barsWithin } from '../../core/bars.ts'
import type { Instant } from '../../core/time.ts'
import { syntheticUniverse } from '../../simulation/synthetic-universe.ts'
import { runKey } from './run-options.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-key-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a run on the same files is another one where a seal leaves fewer of their rows', async () => {
  const file = join(folder, 'bars.csv')
  writeFileSync(file, 'bars')
  const [bars] = syntheticUniverse({ seed: 1, series: 2, bars: 300 })
  const key = (rows: number) =>
    runKey(
      {
        command: 'pairs backtest',
        files: [file],
        series: [barsWithin(bars!, -Infinity as Instant, bars!.times[rows]! as Instant)],
      },
      { train: 100, save: 'somewhere' },
    )
  expect(await key(200)).toBe(await key(200))
  expect(await key(200)).not.toBe(await key(201))
})
