import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BacktestResult } from '../src/research/pairs/backtest-result.ts'
import type { WalkForwardResult } from '../src/research/pairs/walk-forward-result.ts'
import { readParquet } from '../src/stores/parquet.ts'
import { randomUniverse } from './random-universe.ts'
import { runCommand } from './run-command.ts'
import { writeBars } from './write-bars.ts'

// `isobar pairs walkforward`, as a user's script runs it.

let folder: string
let home: string
let bars: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-walk-forward-'))
  home = join(folder, 'home')
  bars = join(folder, 'bars', 'test-perp')
  mkdirSync(bars, { recursive: true })
  for (const series of randomUniverse(1, 420).universe) writeBars(bars, series)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const folds = ['--log', '--formation', '150', '--trading', '60', '--entry', '1.5', '--stop', '3']

function walked(...options: string[]): WalkForwardResult {
  const asked = ['pairs', 'walkforward', bars, ...folds, ...options, '--json', '--no-trials']
  const ran = runCommand([...asked, '--quiet'], home)
  expect(ran.exitCode, ran.stderr).toBe(0)
  return JSON.parse(ran.stdout) as WalkForwardResult
}

test('one document has what was assumed, chosen, traded and what it came to', () => {
  const result = walked()
  expect(result).toMatchObject({
    kind: 'pairs-walkforward',
    version: 1,
    parameters: { formationBars: 150, tradingBars: 60, select: 'fdr', capital: 100_000 },
    performance: { deflatedSharpe: null, probabilityOfOverfitting: null },
    null: null,
  })
  expect(result.folds).toHaveLength(result.selection.length)
  const [relation] = result.selection.flatMap(({ pairs }) => pairs)
  expect(Object.keys(relation!)).toEqual(
    expect.arrayContaining(['legs', 'pValue', 'qValue', 'hedgeRatios', 'halfLifeBars']),
  )
  expect(result.trades.length).toBeGreaterThan(3)
  expect(result.metrics.delayed).toMatchObject({ delayBars: 1 })
  expect(result).not.toHaveProperty('equity')
})

test('the number of threads changes nothing', () => {
  // Three folds for five: what is asked is the same of each.
  const asked = ['--trading', '100', '--null-runs', '2'] as const
  const one = walked(...asked, '--threads', '1')
  expect(walked(...asked, '--threads', '2')).toEqual(one)
  expect(one.null).toMatchObject({ runs: 2, seed: 1, scheme: 'joint-wild' })
  expect(walked(...asked, '--seed', '2').null).not.toEqual(one.null)
})

test('a person gets tables and a sentence', () => {
  const asked = ['pairs', 'walkforward', bars, ...folds, '--null-runs', '2', '--select', 'rank']
  const { stdout, exitCode } = runCommand([...asked, '--no-trials'], home)
  expect(exitCode).toBe(0)
  for (const part of [
    /7 series, 1h, log prices/,
    /fold +formed from +traded from/,
    /half-life +shrunk/,
    /met among the relations/,
    /to BTC-USDT .* on average/,
    /without cointegration +here/,
    /GONE-USDT ended at/,
    /^Chooses \d+ pairs in 5 folds/m,
  ]) {
    expect(stdout).toMatch(part)
  }
})

test('a run is saved with its marks, and entered once whatever it is held against', () => {
  const save = join(folder, 'run')
  const asked = ['pairs', 'walkforward', bars, ...folds, '--save', save, '--json']
  expect(runCommand(asked, home).exitCode).toBe(0)
  expect(runCommand([...asked, '--null-runs', '1'], home).exitCode).toBe(0)
  const run = JSON.parse(readFileSync(join(save, 'run.json'), 'utf8')) as {
    inputs: unknown[]
    seed: number
    result: WalkForwardResult
  }
  expect(run).toMatchObject({ seed: 1, result: { kind: 'pairs-walkforward' } })
  expect(run.inputs).toHaveLength(7)
  expect(run.result.equity!.length).toBeGreaterThan(200)
  const page = join(folder, 'report.html')
  expect(runCommand(['report', save, '--out', page], home).exitCode).toBe(0)
  expect(readFileSync(page, 'utf8')).toMatch(/7 series, 1h, log prices/)
  const trials = readFileSync(join(home, 'trials.jsonl'), 'utf8').trim().split('\n')
  const hashes = trials.map((line) => (JSON.parse(line) as { hash: string }).hash)
  expect(new Set(hashes).size).toBe(1)
})

test('trades and equity are written as tables, whole or not at all', async () => {
  const [trades, equity] = [join(folder, 'trades.csv'), join(folder, 'equity.parquet')]
  const result = walked('--equity', '--trades', trades, '--equity-file', equity)
  const [header, ...lines] = readFileSync(trades, 'utf8').trimEnd().split('\n')
  const pnl = header!.split(',').indexOf('pnl')
  const sum = lines.reduce((total, line) => total + Number(line.split(',')[pnl]), 0)
  expect(result.equity!.length).toBeGreaterThan(200)
  expect(lines).toHaveLength(2 * result.trades.length)
  expect(sum).toBeCloseTo(
    result.trades.reduce((total, trade) => total + trade.pnl, 0),
    6,
  )
  const table = await readParquet(equity, { required: ['timestamp', 'equity'] })
  expect([...table.columns.get('equity')!]).toEqual(result.equity!.map(([, value]) => value))
  expect([...table.columns.get('timestamp')!]).toEqual(result.equity!.map(([time]) => time))
  const asked = [
    'pairs',
    'walkforward',
    bars,
    ...folds,
    '--trading',
    '270',
    '--no-trials',
    '--json',
  ]
  for (const [path, code] of [
    [join(folder, 'trades.xlsx'), 2],
    [join(bars, 'trades.csv'), 2],
    [join(folder, 'nowhere', 'trades.csv'), 1],
  ] as const) {
    expect(runCommand([...asked, '--trades', path], home).exitCode).toBe(code)
    expect(existsSync(path)).toBe(false)
  }
})

test('a pair is held against pairs without cointegration too', () => {
  const files = ['AAA', 'BTC'].map((name) => join(bars, `${name}-USDT-1h.csv`))
  const rules = ['--log', '--train', '150', '--test', '60', '--entry', '1.5', '--stop', '3']
  const asked = ['pairs', 'backtest', ...files, ...rules, '--no-trials', '--json', '--quiet']
  const alone = JSON.parse(runCommand(asked, home).stdout) as BacktestResult
  const ran = runCommand([...asked, '--null-runs', '4', '--threads', '2'], home)
  const { null: place, conclusion, ...rest } = JSON.parse(ran.stdout) as BacktestResult
  expect(place).toMatchObject({ runs: 4, totalReturn: { observed: rest.metrics.totalReturn } })
  expect(conclusion).toMatch(/Held against 4 pairs without cointegration, its return has p = 0\.\d/)
  expect({ ...rest, null: null, conclusion: alone.conclusion }).toEqual(alone)
})

describe('what it cannot do', () => {
  test.each([
    [['--formation', '5']],
    [['--select', 'best']],
    [['--basket', '7']],
    [['--null-runs', '-1']],
    [['--gross', '0']],
    [['--coin-cap', 'all']],
    [['--entry', '2', '--stop', '1']],
    [['--rebalance', 'often']],
    [['--filter-half-lives', '0']],
    [['--delay', '0.5']],
    [['--basket', '3', '--null', 'bootstrap']],
    [['--universes', '0']],
  ])('wrong usage exits 2 with one line: %j', (odd) => {
    const ran = runCommand(['pairs', 'walkforward', bars, ...odd, '--json'], home)
    expect(ran.exitCode, ran.stderr).toBe(2)
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
  })

  test('too few bars or series are told in one line, with exit 5', () => {
    const few = runCommand(['pairs', 'walkforward', bars, '--formation', '900', '--json'], home)
    expect(few.exitCode).toBe(5)
    expect(few.stderr).toMatch(/^isobar: too few rows: .* 900 bars/)
    expect(JSON.parse(few.stdout)).toMatchObject({ error: { code: 'too-few-rows' } })
    const files = ['AAA', 'BTC'].map((name) => join(bars, `${name}-USDT-1h.csv`))
    const baskets = ['pairs', 'walkforward', ...files, ...folds, '--basket', '3', '--json']
    expect(runCommand(baskets, home)).toMatchObject({
      exitCode: 5,
      stderr: 'isobar: too few usable series: 2, a relation takes 3\n',
    })
  })

  test('a series with a fault is left out, and named', () => {
    const torn = join(folder, 'torn', 'test-perp')
    mkdirSync(torn, { recursive: true })
    const { universe } = randomUniverse(2, 300)
    for (const series of universe.slice(0, 3)) writeBars(torn, series)
    const broken = readFileSync(writeBars(torn, universe[3]!), 'utf8').split('\n')
    broken[7] = broken[7]!.replace(/^(\d+),[^,]*/, '$1,-4')
    writeFileSync(join(torn, 'CCC-USDT-1h.csv'), broken.join('\n'))
    const ran = runCommand(['pairs', 'walkforward', torn, ...folds, '--json', '--no-trials'], home)
    expect(ran.exitCode, ran.stderr).toBe(0)
    const { skipped, series } = JSON.parse(ran.stdout) as WalkForwardResult
    expect(series).toHaveLength(3)
    expect(skipped).toMatchObject([{ series: 'CCC-USDT' }])
    expect(skipped[0]!.reason).toMatch(/CCC-USDT-1h.csv:8, column open.*-4/)
  })
})
