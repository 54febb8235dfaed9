import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Trial } from '../src/stores/trials-ledger.ts'
import { randomUniverse } from './random-universe.ts'
import { runCommand } from './run-command.ts'
import { writeBars } from './write-bars.ts'

// What is one trial, whichever command made it and however it was asked.

let folder: string
let home: string
let files: readonly string[]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-trials-'))
  const { universe } = randomUniverse(1, 420)
  for (const venue of ['one', 'two']) {
    const bars = join(folder, 'bars', venue)
    mkdirSync(bars, { recursive: true })
    files = universe.slice(0, 3).map((series) => writeBars(bars, series))
  }
})
beforeEach(() => {
  home = mkdtempSync(join(folder, 'home-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pair = (): [string, string] => [files[1]!, files[0]!]
const short = ['--log', '--train', '100', '--test', '40']

/** Runs a command and gives the different trials there are then. */
function trialsAfter(...asked: string[]): readonly Trial[] {
  const { exitCode, stderr } = runCommand(['pairs', ...asked, '--json', '--quiet'], home)
  expect(exitCode, stderr).toBe(0)
  const lines = readFileSync(join(home, 'trials.jsonl'), 'utf8').trimEnd().split('\n')
  const trials = lines.map((line) => JSON.parse(line) as Trial)
  return [...new Map(trials.map((trial) => [trial.hash, trial])).values()]
}

test('a series has one name, in a screen of many venues and in a backtest in one', () => {
  const screened = trialsAfter('screen', join(folder, 'bars'), '--log')
  expect(screened[0]!.instruments).toContain('one:BTC-USDT')
  const ran = runCommand(['pairs', 'backtest', ...pair(), ...short, '--json', '--quiet'], home)
  expect(JSON.parse(ran.stdout)).toMatchObject({ metrics: { deflation: { trials: 2 } } })
})

test('a walk-forward asked for otherwise is the same trial where that decides nothing', () => {
  const asked = [
    'walkforward',
    dirname(files[0]!),
    '--log',
    '--formation',
    '150',
    '--trading',
    '60',
  ]
  expect(trialsAfter(...asked)).toHaveLength(1)
  const aside = ['--seed', '5', '--universes', '99', '--delay', '0', '--null-runs', '1']
  expect(trialsAfter(...asked, ...aside)).toHaveLength(1)
  expect(trialsAfter(...asked, '--entry', '2.5')).toHaveLength(2)
  expect(trialsAfter(...asked, '--null', 'bootstrap', '--universes', '50')).toHaveLength(3)
  const reseeded = ['--null', 'bootstrap', '--universes', '50', '--seed', '5']
  expect(trialsAfter(...asked, ...reseeded)).toHaveLength(4)
})

test('a verdict has screened its folder, which is the trial that a screen of it is', () => {
  const trials = trialsAfter('verdict', ...pair(), ...short, '--null-runs', '0')
  expect(trials.map(({ kind }) => kind)).toEqual(['pairs-screen', 'pairs-verdict'])
  const again = trialsAfter('screen', dirname(files[0]!), '--log', '--timeframe', '1h')
  expect(again).toHaveLength(2)
  expect(trialsAfter('backtest', ...pair(), ...short)).toHaveLength(2)
})
