import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { legFunding } from '../src/app/leg-funding.ts'
import { barsWithin } from '../src/core/bars.ts'
import type { Instant } from '../src/core/time.ts'
import type { BacktestResult } from '../src/research/pairs/backtest-result.ts'
import { defaultBacktestOptions } from '../src/research/pairs/backtest-options.ts'
import type { SweepResult } from '../src/research/pairs/sweep-result.ts'
import { readBarFile } from '../src/stores/bar-files.ts'
import { interrupted } from './interrupted.ts'
import { needs, sharedFolder } from './need.ts'
import { randomPair } from './random-pair.ts'
import { runCommand } from './run-command.ts'
import { expectAgreement } from './sweep-agreement.ts'
import { writeBars } from './write-bars.ts'

// `isobar pairs sweep`, as a user's script runs it, and its cells on real pairs.

let folder: string
let home: string
let y: string
let x: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-sweep-'))
  home = join(folder, 'home')
  const pair = randomPair(7, 900)
  y = writeBars(folder, pair.y)
  x = writeBars(folder, pair.x)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const rules = ['--log', '--train', '120', '--test', '40']
const grid = 'entry=1:2:0.5,exit=0/1,stop=2.5/6'

function swept(...options: string[]): SweepResult {
  const ran = runCommand(['pairs', 'sweep', y, x, ...rules, '--json', '--quiet', ...options], home)
  expect(ran.exitCode, ran.stderr).toBe(0)
  return JSON.parse(ran.stdout) as SweepResult
}

test('one document has the grid, every cell with its neighbours, the best and how much of it is luck', () => {
  const result = swept('--grid', grid, '--no-trials')
  expect(result).toMatchObject({ kind: 'pairs-sweep', version: 1, leftOut: 2 })
  expect(result.grid).toEqual([
    { name: 'entry', values: [1, 1.5, 2] },
    { name: 'exit', values: [0, 1] },
    { name: 'stop', values: [2.5, 6] },
  ])
  expect(result.cells).toHaveLength(10)
  const ratios = result.cells.map(({ metrics }) => metrics.sharpe!)
  expect(result.best!.cell).toBe(ratios.indexOf(Math.max(...ratios)))
  expect(result.overfitting).toMatchObject({ configurations: 10, splits: 12_870 })
  expect(result.probabilityOfOverfitting).toBe(result.overfitting!.probability)
  expect(result.best).toMatchObject({ deflatedSharpe: null, deflation: null })
  // The first cell, 1 / 0 / 2.5: 1.5 / 0 / 2.5 and 1 / 0 / 6 are in the grid, 1 / 1 / 2.5 has no sense.
  expect(result.cells[0]!.neighbours.count).toBe(2)
})

test('a cell is the backtest of its parameters', () => {
  const { cells } = swept('--grid', 'entry=1.5,stop=6', '--no-trials')
  const asked = ['pairs', 'backtest', y, x, ...rules, '--entry', '1.5', '--stop', '6']
  const { stdout } = runCommand([...asked, '--json', '--no-trials'], home)
  const { metrics } = JSON.parse(stdout) as BacktestResult
  expect(cells).toHaveLength(1)
  expect(cells[0]!.metrics.trades).toBe(metrics.trades)
  expect(cells[0]!.metrics.sharpe).toBeCloseTo(metrics.sharpe!, 6)
})

test('one configuration has no probability of overfitting', () => {
  expect(swept('--grid', 'entry=1.5', '--no-trials').probabilityOfOverfitting).toBeNull()
})

test('the number of threads changes nothing but the time', () => {
  const all = ['--grid', `${grid},train=80/120,delay=0/1`, '--no-trials']
  const one = swept(...all, '--threads', '1')
  const three = swept(...all, '--threads', '3')
  expect({ ...three, elapsedMs: 0 }).toEqual({ ...one, elapsedMs: 0 })
})

test('Ctrl-C ends a sweep, and nothing is left of it', async ({ skip }) => {
  skip(!existsSync('/proc/self/task'), 'only Linux tells how many threads a process has')
  const wide = 'entry=1:2.9:0.01,exit=0:0.9:0.02,stop=3/4/5'
  const asked = ['pairs', 'sweep', y, x, ...rules, '--grid', wide, '--json', '--no-trials']
  const { exitCode, stdout, stderr } = await interrupted(
    [...asked, '--threads', '6'],
    home,
    // Node alone has eleven.
    (pid) => readdirSync(`/proc/${pid}/task`).length > 14,
  )
  expect(exitCode, stderr).toBe(130)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'interrupted' } })
})

test('a person gets a map, the best cells and a sentence', () => {
  const { stdout } = runCommand(
    ['pairs', 'sweep', y, x, ...rules, '--grid', grid, '--no-trials'],
    home,
  )
  for (const part of [
    /10 parameter sets in .* s: entry 1, 1\.5, 2, exit 0, 1, stop 2\.5, 6/,
    /entry \\ exit +0 +1/,
    /neighbours +their lowest/,
    /probability of overfitting 0\.\d+ over 12,870 splits/,
    /note: 2 cells left out/,
    /^The best of 10 parameter sets/m,
  ]) {
    expect(stdout).toMatch(part)
  }
})

test.each([
  ['entry', /entry: expected entry=value, from:to:step or a\/b\/c/],
  ['depth=1', /'depth' is no parameter of a grid; there are entry, exit/],
  ['entry=3:1:0.1', /entry: expected a number or from:to:step, got '3:1:0.1'/],
  ['entry=1,entry=2', /entry is in the grid twice/],
  ['train=20.5', /train: 20.5 cannot be, expected a whole number from 10/],
  ['entry=none', /entry: none cannot be, expected a number above 0/],
  ['entry=0.01:4000:0.01', /400000 cells; a sweep takes at most 100000|expected a number/],
  ['band=0.1/0.2', /band has no effect without --rebalance band/],
  ['entry=1,exit=2', /none of its 1 cells has its exit below its entry/],
])('a grid that cannot be is told in one line: %s', (text, message) => {
  const ran = runCommand(['pairs', 'sweep', y, x, '--grid', text, '--no-trials'], home)
  expect(ran.exitCode).toBe(2)
  expect(ran.stderr).toMatch(message)
  expect(ran.stderr.trim().split('\n')).toHaveLength(1)
})

test('every cell is a trial, once, and the single backtest of a cell is the same one', () => {
  const ledger = join(folder, 'another-home')
  const trialsOf = (...asked: string[]): number => {
    const { stdout } = runCommand(['pairs', ...asked, ...rules, '--json', '--quiet'], ledger)
    const result = JSON.parse(stdout) as SweepResult | BacktestResult
    const judged = result.kind === 'pairs-sweep' ? result.best! : result.metrics
    expect(judged.deflatedSharpe).toBeGreaterThanOrEqual(0)
    expect(judged.deflatedSharpe).toBeLessThanOrEqual(1)
    return judged.deflation!.trials
  }
  expect(trialsOf('sweep', y, x, '--grid', grid)).toBe(10)
  expect(trialsOf('sweep', y, x, '--grid', grid)).toBe(10)
  expect(trialsOf('sweep', y, x, '--grid', 'entry=1.5,exit=0/0.5')).toBe(12)
  expect(trialsOf('backtest', y, x, '--entry', '1.5', '--exit', '0', '--stop', '6')).toBe(12)
  expect(trialsOf('backtest', y, x, '--entry', '1.7')).toBe(13)
})

test('a saved sweep holds the whole record', () => {
  const save = join(folder, 'run')
  const result = swept('--grid', grid, '--save', save)
  const run = JSON.parse(readFileSync(join(save, 'run.json'), 'utf8')) as { result: SweepResult }
  expect(run.result).toMatchObject(result)
  const page = join(folder, 'sweep.html')
  expect(runCommand(['report', save, '--out', page], home).exitCode).toBe(0)
  expect(readFileSync(page, 'utf8')).toMatch(/neighbours +their lowest/)
})

// All its hours and four times the cells, of half a minute: ISOBAR_WHOLE=1 npx vitest run test/sweep.test.ts
const isWhole = process.env['ISOBAR_WHOLE'] !== undefined
const more = isWhole ? 'stop=3/5,train=360/720' : 'stop=4,train=720'
const readFrom = (isWhole ? 0 : 1_677_009_600_000_000) as Instant

test('a real pair with its settled funding', async (context) => {
  needs('data', context)
  const [eth, btc] = [await read('ETH'), await read('BTC')]
  const input = { y: eth.bars, x: btc.bars, yFunding: eth.funding, xFunding: btc.funding }
  const wide = `entry=1/2,exit=0/0.5,${more},max-holding=none/48,delay=0/1`
  for (const zScore of ['training', 'trailing'] as const) {
    expectAgreement(input, wide, { ...defaultBacktestOptions, log: true, zScore })
  }
})

/** Hours of a perpetual to 2023-05-25: three months of them in the short form. */
async function read(coin: string) {
  const name = `${coin}-USDT`
  const path = join(sharedFolder, 'data', 'bars', 'binance-perp', `${name}-1h.csv.gz`)
  const bars = barsWithin(await readBarFile(path), readFrom, 1_685_000_000_000_000 as Instant)
  return { bars, funding: (await legFunding(bars, join(sharedFolder, 'data', 'funding')))! }
}
