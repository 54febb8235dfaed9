import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-data-info-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a folder of neither is told in one line that names both', () => {
  const { exitCode, stderr } = runCommand(['data', 'info', folder], folder)
  const expected = 'files like <venue>/BTC-USDT-1h.csv.gz, or recording.json of a recording'
  const words = `isobar: no bars and no recording in ${folder}: expected ${expected}\n`
  expect([exitCode, stderr]).toEqual([1, words])
})
