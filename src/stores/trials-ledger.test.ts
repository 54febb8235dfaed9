import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countTrials, enterTrials, type Trial } from './trials-ledger.ts'

let folder: string
let home: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-ledger-'))
  home = join(folder, 'home')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const trial: Trial = {
  hash: 'a',
  kind: 'pairs-backtest',
  instruments: ['BTC-USDT', 'ETH-USDT'],
  enteredAt: 1_700_000_000_000,
}
const key = { instruments: ['ETH-USDT', 'BTC-USDT'] }

test('without a ledger there are no trials', async () => {
  expect(await countTrials(home, key)).toEqual({ trials: 0, sharpes: [], damagedLines: 0 })
})

test('the same run twice is one trial, another configuration is another', async () => {
  await enterTrials(home, [trial])
  await enterTrials(home, [{ ...trial, enteredAt: 1_700_000_000_001 }])
  await enterTrials(home, [{ ...trial, hash: 'b' }])
  expect(await countTrials(home, key)).toEqual({ trials: 2, sharpes: [], damagedLines: 0 })
})

test('trials of other instruments are not counted', async () => {
  await enterTrials(home, [trial])
  await enterTrials(home, [{ ...trial, hash: 'b', instruments: ['BTC-USDT', 'SOL-USDT'] }])
  expect((await countTrials(home, key)).trials).toBe(1)
})

test('a universe that holds them has looked at them, a part of them has not', async () => {
  await enterTrials(home, [
    { ...trial, hash: 'u', instruments: ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'], sharpe: 3 },
    { ...trial, hash: 'p', instruments: ['BTC-USDT'], sharpe: 4 },
  ])
  expect(await countTrials(home, key)).toEqual({ trials: 1, sharpes: [], damagedLines: 0 })
})

test('ratios come with the trials that have one, the last of those of one hash', async () => {
  await enterTrials(home, [
    { ...trial, hash: 'a', sharpe: 1 },
    { ...trial, hash: 'b', sharpe: -0.5 },
    { ...trial, hash: 'a', sharpe: 1.25 },
    { ...trial, hash: 'c' },
  ])
  const { trials, sharpes } = await countTrials(home, key)
  expect(trials).toBe(3)
  expect(sharpes).toEqual([1.25, -0.5])
})

test('only overlapping periods are counted, and an absent bound is open', async () => {
  await enterTrials(home, [{ ...trial, hash: 'a', from: 100, to: 200 }])
  await enterTrials(home, [{ ...trial, hash: 'b', from: 200, to: 300 }])
  await enterTrials(home, [{ ...trial, hash: 'c', from: 250 }])
  await enterTrials(home, [{ ...trial, hash: 'd' }])
  const counted = async (from?: number, to?: number): Promise<number> =>
    (
      await countTrials(home, {
        ...key,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      })
    ).trials
  expect(await counted(100, 200)).toBe(2)
  expect(await counted(150, 260)).toBe(4)
  expect(await counted(300)).toBe(2)
  expect(await counted(undefined, 100)).toBe(1)
  expect(await counted()).toBe(4)
})

test('damaged lines are passed over and counted, and a torn end does not swallow the next entry', async () => {
  await enterTrials(home, [trial])
  const path = join(home, 'trials.jsonl')
  appendFileSync(path, 'nonsense\n\n{"hash":1}\n{"hash":"x","instr')
  await enterTrials(home, [{ ...trial, hash: 'b' }])
  expect(await countTrials(home, key)).toEqual({ trials: 2, sharpes: [], damagedLines: 3 })
})

test('entries at the same time keep their lines', async () => {
  const entries = Array.from({ length: 40 }, (_, k) => ({ ...trial, hash: `h${k}` }))
  await Promise.all(entries.map((entry) => enterTrials(home, [entry])))
  expect(await countTrials(home, key)).toEqual({ trials: 40, sharpes: [], damagedLines: 0 })
  const lines = readFileSync(join(home, 'trials.jsonl'), 'utf8').trimEnd().split('\n')
  expect(lines).toHaveLength(40)
})

// Waits for the starting shot, so that all write at once.
const entering = `
import { once } from 'node:events'
import { pathToFileURL } from 'node:url'
const [, script, home, name, count] = process.argv
const { enterTrials } = await import(pathToFileURL(script).href)
process.stdout.write('ready')
await once(process.stdin, 'data')
for (let k = 0; k < Number(count); k++)
  await enterTrials(home, [{ hash: name + k, kind: 'x'.repeat(k * 97), instruments: ['BTC-USDT'], enteredAt: k }])
process.exit()
`

test('processes that enter at the same time lose nothing', async () => {
  await build({
    configFile: false,
    logLevel: 'silent',
    build: { ssr: join(import.meta.dirname, 'trials-ledger.ts'), outDir: join(folder, 'built') },
  })
  const script = join(folder, 'built', 'trials-ledger.js')
  const names = ['a', 'b', 'c', 'd']
  const children = names.map((name) =>
    spawn(process.execPath, ['--input-type=module', '-e', entering, script, home, name, '100'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  )
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')))
  const exits = children.map((child) => once(child, 'exit'))
  for (const { stdin } of children) stdin.write('go')
  expect(await Promise.all(exits)).toEqual(names.map(() => [0, null]))
  const counted = await countTrials(home, { instruments: ['BTC-USDT'] })
  expect(counted).toEqual({ trials: 400, sharpes: [], damagedLines: 0 })
  // They did write at once: somewhere one process's entry stands between two of another's.
  const order = readFileSync(join(home, 'trials.jsonl'), 'utf8').match(/(?<="hash":")[a-d]/g) ?? []
  expect(order.filter((name, k) => name !== order[k - 1]).length).toBeGreaterThan(names.length)
})

test('a home that cannot be made is the world failing', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(enterTrials(join(folder, 'file'), [trial])).rejects.toMatchObject({
    code: 'world',
    message: expect.stringContaining('cannot enter the run in'),
  })
})
