import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WatchReading } from '../src/research/pairs/watch-result.ts'
import { served } from './exchange/served.ts'
import { randomPair } from './random-pair.ts'
import { commandBeside, runCommand } from './run-command.ts'
import { runIsobar } from './run-isobar.ts'
import { projectFolder } from './source-files.ts'
import { writeBars } from './write-bars.ts'

// `isobar pairs watch`, over files that grow.

let folder: string
let home: string
let y: string
let x: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-watch-'))
  home = join(folder, 'home')
  const pair = randomPair(11, 200)
  y = writeBars(folder, pair.y)
  x = writeBars(folder, pair.x)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rules = ['--log', '--train', '60', '--test', '20', '--entry', '1.5', '--stop', '3']

/** A file cut before its last lines, and those lines. */
function shortened(file: string, name: string, lines: number): { path: string; rest: string[] } {
  const all = readFileSync(file, 'utf8').trimEnd().split('\n')
  const path = join(folder, name)
  writeFileSync(path, `${all.slice(0, -lines).join('\n')}\n`)
  return { path, rest: all.slice(-lines) }
}

test('once: one document, or some lines for a person', () => {
  const asked = ['pairs', 'watch', y, x, ...rules]
  const ran = runIsobar([...asked, '--json'], home)
  expect(ran.exitCode, ran.stderr).toBe(0)
  expect(JSON.parse(ran.stdout)).toMatchObject({
    kind: 'pairs-watch',
    parameters: { y: 'AAA-USDT' },
  })
  expect(runCommand(asked, home).stdout).toMatch(/UTC {2}AAA-USDT .* z -?\d.*\n.*relation of/)
})

test('followed: a reading for every bar both files gain, until it is interrupted', async () => {
  const short = { y: shortened(y, 'Y-USDT-1h.csv', 8), x: shortened(x, 'X-USDT-1h.csv', 8) }
  const watching = spawn(process.execPath, [
    join(projectFolder, 'bin', 'isobar'),
    'pairs',
    'watch',
    short.y.path,
    short.x.path,
    ...rules,
    '--follow',
    '--every',
    '0.05',
    '--json',
  ])
  let stdout = ''
  const heard = async (readings: number): Promise<WatchReading[]> => {
    for (;;) {
      const lines = stdout.split('\n').slice(0, -1)
      if (lines.length >= readings) return lines.map((line) => JSON.parse(line) as WatchReading)
      await new Promise((resolve) => watching.stdout.once('data', resolve))
    }
  }
  watching.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
  })
  await heard(1)
  appendFileSync(short.y.path, `${short.y.rest.join('\n')}\n`)
  appendFileSync(short.x.path, `${short.x.rest.join('\n')}\n`)
  const readings = await heard(2)
  const ended = new Promise((resolve) => watching.once('exit', resolve))
  watching.kill('SIGINT')
  expect(await ended).toBe(0)
  expect(readings[1]!.time).toBeGreaterThan(readings[0]!.time)
  const once = runCommand(['pairs', 'watch', short.y.path, short.x.path, ...rules, '--json'], home)
  expect(readings.at(-1)).toEqual(JSON.parse(once.stdout))
})

test('too few bars, and a file that is not there', () => {
  const few = runCommand(['pairs', 'watch', y, x, '--train', '500', '--json'], home)
  expect(few.exitCode).toBe(5)
  expect(few.stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(runCommand(['pairs', 'watch', y, join(folder, 'nowhere.csv')], home).exitCode).toBe(1)
})

test('one instrument twice is no pair, also where its two names differ', async () => {
  const twice = ['pairs', 'watch', 'binance:ETH-USDT']
  const ran = runCommand([...twice, 'binance:ETH-USDT'], home)
  const words = 'isobar: a pair needs two instruments, got binance:ETH-USDT'
  expect([ran.exitCode, ran.stderr]).toEqual([2, `${words} twice\n`])
  const exchange = await served(['binance'])
  try {
    const named = [...twice, 'binance:ETH-USDT:spot', '--url', exchange.address]
    const watching = commandBeside(named, home)
    expect(await watching.ended).toBe(2)
    expect(watching.stderr()).toBe(`${words}:spot twice\n`)
  } finally {
    await exchange.close()
  }
})
