import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-folders-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('makes every folder that is missing, and is content with those that are there', async () => {
  const deep = join(folder, 'a', 'b', 'c')
  await makeFolder(deep)
  await makeFolder(deep)
  expect(existsSync(deep)).toBe(true)
})

test('a file in the way is told', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(makeFolder(join(folder, 'file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
})

test.runIf(existsSync('/proc/self'))(
  'a place that takes no folders is told, and not tried for ever',
  async () => {
    await expect(makeFolder('/proc/isobar/run')).rejects.toMatchObject({ code: 'ENOENT' })
  },
)
