import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimSeals, enterSeals, readSeals } from './seals.ts'

let home: string
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'isobar-seals-'))
  await enterSeals(home, [
    { kind: 'sealed', instrument: 'test:ETH-USDT', from: 100, at: 1 },
    { kind: 'sealed', instrument: 'test:BTC-USDT', from: 100, at: 1 },
  ])
})
afterEach(() => rmSync(home, { recursive: true }))

const pair = ['test:ETH-USDT', 'test:BTC-USDT']

test('of many that open a seal at once, one has it', async () => {
  const claims = Array.from({ length: 20 }, (_, k) =>
    claimSeals(home, pair, { command: 'pairs backtest', run: `r${k}` }),
  )
  const refused = await Promise.all(claims)
  expect(refused.filter((seal) => seal === undefined)).toHaveLength(1)
  const has = `r${refused.indexOf(undefined)}`
  const seals = [...(await readSeals(home)).values()]
  expect(seals.map(({ openedRun }) => openedRun)).toEqual([has, has])
})

test('a line that was left half written was never entered, and stops nothing', async () => {
  const path = join(home, 'seals.jsonl')
  appendFileSync(path, '{"kind":"opened","instrument":"test:ETH')
  expect((await readSeals(home)).size).toBe(2)
  await enterSeals(home, [{ kind: 'sealed', instrument: 'test:SOL-USDT', from: 100, at: 2 }])
  expect([...(await readSeals(home)).keys()]).toEqual([...pair, 'test:SOL-USDT'])
  // One that lacks nothing but its end is whole.
  writeFileSync(path, readFileSync(path, 'utf8').trimEnd())
  await enterSeals(home, [{ kind: 'sealed', instrument: 'test:XRP-USDT', from: 100, at: 3 }])
  expect((await readSeals(home)).size).toBe(4)
})

test('a line that is whole and no entry is told', async () => {
  appendFileSync(join(home, 'seals.jsonl'), '{"kind":"opened"}\n')
  await expect(readSeals(home)).rejects.toMatchObject({ code: 'data' })
})
