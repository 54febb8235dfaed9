import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openCheckpoint } from './checkpoint.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-checkpoint-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const open = (key: string) => openCheckpoint<string>(folder, { key, files: [] })

test('what was kept is found again by the same key, and by no other', async () => {
  const first = await open('a')
  first.keep(3, 'three')
  first.keep(1, 'one')
  expect([...(await open('a')).found]).toEqual([
    [3, 'three'],
    [1, 'one'],
  ])
  expect((await open('b')).found.size).toBe(0)
  expect((await open('a')).found.size).toBe(0)
})

test('a line that a kill left half written is dropped, the others stay', async () => {
  const first = await open('a')
  first.keep(1, 'one')
  appendFileSync(join(folder, 'checkpoint.jsonl'), '{"run":2,"fou')
  const again = await open('a')
  expect([...again.found]).toEqual([[1, 'one']])
  again.keep(2, 'two')
  expect((await open('a')).found.size).toBe(2)
})

test('nothing is left when the work is done', async () => {
  const checkpoint = await open('a')
  checkpoint.keep(1, 'one')
  await checkpoint.done()
  expect(existsSync(join(folder, 'checkpoint.jsonl'))).toBe(false)
})

test('a folder of bars is refused', async () => {
  writeFileSync(join(folder, 'ETH-USDT-1h.csv'), '')
  await expect(open('a')).rejects.toThrow('holds data')
})
