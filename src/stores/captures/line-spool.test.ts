import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { readCapture } from './capture-files.ts'
import { LineSpool } from './line-spool.ts'

let temporary: string
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'isobar-line-spool-'))
  vi.stubEnv('TMPDIR', temporary)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(temporary, { recursive: true, force: true })
})

test.skipIf(process.platform === 'win32')(
  'what is put aside has no name, so that a kill leaves nothing',
  () => {
    const spool = new LineSpool()
    const long = Buffer.alloc(3 * 2 ** 20, 'x')
    spool.add(long, 2, 1)
    spool.add(Buffer.from('short'), 1, 2)
    expect(readdirSync(temporary)).toEqual([])
    const lines = [...spool.inOrder()].map(({ row, length }) => [row, length])
    expect(lines).toEqual([
      [2, 5],
      [1, long.length],
    ])
    spool.close()
  },
)

test('lines with their own times need nothing put aside', async () => {
  const file = join(temporary, 'a.txt')
  writeFileSync(file, '1700000000000 {}\n1700000000001 {}\n')
  // Where nothing can be made.
  vi.stubEnv('TMPDIR', join(temporary, 'absent'))
  const rows: number[] = []
  for await (const { row } of readCapture(file)) rows.push(row)
  expect(rows).toEqual([1, 2])
})
