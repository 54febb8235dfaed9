import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Random } from '../src/math/random.ts'
import type { FlowEvaluation } from '../src/research/flow/flow-result.ts'
import { runCommand } from './run-command.ts'
import { runIsobar, type Ran } from './run-isobar.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-flow-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const home = join(folder, 'home')
const bars = join(folder, 'bars')

/** Minutes whose next return follows the flow a little. */
function writeMinutes(name: string, rows: number, wrong?: number): void {
  const random = new Random(3)
  const lines = ['timestamp,open,high,low,close,volume,takerBuyVolume']
  let [price, due] = [100, 0]
  for (let k = 0; k < rows; k++) {
    const open = price
    price *= 1 + (due + 8 * random.normal()) / 1e4
    const volume = 1 + random.exponential()
    const bought = volume * random.uniform()
    due = 3 * ((2 * bought) / volume - 1)
    const [high, low] = [Math.max(open, price), Math.min(open, price)]
    const told = k === wrong ? 2 * volume : bought
    lines.push([1_700_000_040_000 + 60_000 * k, open, high, low, price, volume, told].join(','))
  }
  mkdirSync(join(bars, 'made-perp'), { recursive: true })
  writeFileSync(join(bars, 'made-perp', `${name}-1m.csv`), `${lines.join('\n')}\n`)
}

writeMinutes('UP-USDT', 2_000)
writeMinutes('FEW-USDT', 100)
writeMinutes('BAD-USDT', 20, 7)

type Answer = { exitCode: number; document: Record<string, unknown> }

function run(...args: readonly string[]): Answer {
  return answerOf(runCommand(['flow', ...args, '--json'], home))
}

function answerOf({ exitCode, stdout, stderr }: Ran): Answer {
  expect(stdout, stderr).not.toBe('')
  return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> }
}

test('evaluate tells what the contract says, pooled over exactly the rows it writes', () => {
  const file = join(folder, 'predictions.csv')
  const { exitCode, document } = run(
    'evaluate',
    bars,
    '--instrument',
    'UP-USDT',
    '--horizon',
    '120s',
    '--predictions',
    file,
  )
  expect(exitCode).toBe(0)
  const card = document as unknown as FlowEvaluation
  expect(card).toMatchObject({ instrument: 'made-perp:UP-USDT', horizonSeconds: 120 })
  for (const name of [
    'breakEvenFeeBps',
    'contemporaneousR2',
    'costs',
    'verdict',
    'decay',
    'calibration',
  ]) {
    expect(document[name], name).toBeDefined()
  }
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n')
  expect(header).toBe('time,horizonSeconds,probabilityUp,expectedReturnBps,realisedReturnBps,fold')
  expect(lines.length).toBe(card.samples)
  const rows = lines.map((line) => line.split(',').map(Number))
  let [brier, above, pairs] = [0, 0, 0]
  for (const [k, [time, , p, , realised, fold]] of rows.entries()) {
    brier += (p! - (realised! > 0 ? 1 : 0)) ** 2 / rows.length
    expect(time! >= card.folds[fold!]!.testFrom && time! < card.folds[fold!]!.testTo).toBe(true)
    if (realised! <= 0 || k % 5 > 0) continue
    for (const [, , other, , came] of rows) {
      if (came! > 0) continue
      pairs++
      above += p! > other! ? 1 : p === other ? 0.5 : 0
    }
  }
  expect(card.outOfSample.brier.value).toBeCloseTo(brier, 12)
  // The AUC of every fifth riser: within three of its errors, 0.03.
  expect(Math.abs(card.outOfSample.auc.value! - above / pairs)).toBeLessThan(0.03)
  expect(card.outOfSample.auc.low).toBeLessThan(card.outOfSample.auc.value!)
})

test('what is trained is written with its hash, and judged on what came after it', () => {
  const file = join(folder, 'model.json')
  const trained = run('train', bars, '--instrument', 'UP-USDT', '--horizon', '60s', '--out', file)
  expect(trained.exitCode).toBe(0)
  const judged = run('evaluate', bars, '--instrument', 'UP-USDT', '--model', file)
  expect(judged.exitCode).toBe(0)
  const { folds } = judged.document as unknown as FlowEvaluation
  expect(folds.length).toBe(1)
  expect(folds[0]!.trainTo + 60_000).toBeLessThanOrEqual(folds[0]!.testFrom)
  const text = readFileSync(file, 'utf8')
  // Another meaning of the columns it was trained on.
  writeFileSync(file, text.replace('"format":3', '"format":2'))
  const refused = runCommand(
    ['flow', 'evaluate', bars, '--instrument', 'UP-USDT', '--model', file],
    home,
  )
  expect(refused.stderr).toContain('format 2: train it again')
  expect(refused.exitCode).toBe(3)
  writeFileSync(file, text.replace('"slope":', '"slope":1'))
  expect(run('evaluate', bars, '--instrument', 'UP-USDT', '--model', file).exitCode).toBe(3)
})

test('what cannot be is told by its exit code', () => {
  expect(run('evaluate', bars, '--instrument', 'FEW-USDT').exitCode).toBe(5)
  expect(answerOf(runIsobar(['flow', 'evaluate', bars, '--json'], home)).exitCode).toBe(2)
  expect(run('evaluate', bars, '--instrument', 'UP-USDT', '--horizon', '90s').exitCode).toBe(2)
  const bad = run('evaluate', bars, '--instrument', 'BAD-USDT')
  expect(bad.exitCode).toBe(3)
  expect(bad.document['error']).toMatchObject({ context: { row: 9, column: 'takerBuyVolume' } })
})

test('features are a table', () => {
  const out = join(folder, 'features.csv')
  const { exitCode, document } = run('features', bars, '--instrument', 'FEW-USDT', '--out', out)
  expect([exitCode, document['rows']]).toEqual([0, 100])
  const [header, first] = readFileSync(out, 'utf8').split('\n')
  expect(header).toMatch(/^time,flow-imbalance,/)
  expect(first).toMatch(/^1700000100000,/)
})
