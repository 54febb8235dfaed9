import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CsvFile } from './csv-file.ts'
import { OpenFiles } from './open-files.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-csv-file-'))))
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

test('of more files than may be open at once each is whole, and on the disk', async () => {
  const [opened, synced, closed] = [
    vi.spyOn(fs, 'open'),
    vi.spyOn(fs, 'fsync'),
    vi.spyOn(fs, 'close'),
  ]
  const among = new OpenFiles()
  const files = Array.from({ length: 140 }, (_, k) => {
    return new CsvFile(join(folder, `${k}.csv${k % 2 === 0 ? '.gz' : ''}`), 'a,b', among)
  })
  // More than a file keeps before it writes.
  const line = `${'1'.repeat(300_000)},2\n`
  for (let round = 0; round < 2; round++) for (const file of files) await file.add(line, 1)
  for (const file of files) await file.add('3,4\n', 1)
  for (const file of files) await file.end()

  const closings = closed.mock.invocationCallOrder
  const openAt = opened.mock.invocationCallOrder.map(
    (at, k) => k + 1 - closings.filter((each) => each < at).length,
  )
  expect(Math.max(...openAt)).toBe(128)
  expect(synced.mock.calls.length).toBe(opened.mock.calls.length)
  for (const { path, rows } of files) {
    const bytes = readFileSync(path)
    const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
    expect([rows, text === `a,b\n${line}${line}3,4\n`], path).toEqual([3, true])
  }
})

test('a file that cannot be written is told by its name', async () => {
  const file = new CsvFile(join(folder, 'none', 'a.csv.gz'), 'a', new OpenFiles())
  await file.add('1\n', 1)
  await expect(file.end()).rejects.toThrow(/cannot write .*a\.csv\.gz: no such folder/)
})
