import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { Random } from '../src/math/random.ts'
import type { FlowEvaluation } from '../src/research/flow/flow-result.ts'
import { isobarChild } from './isobar-child.ts'
import { runCommand } from './run-command.ts'
import { runIsobar, type Ran } from './run-isobar.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-flow-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const home = join(folder, 'home')
const bars = join(folder, 'bars')

/** Minutes whose next return follows the flow a little. */
function writeMinutes(
  name: string,
  rows: number,
  wrong?: number,
  { from, scale }: { readonly from: number; readonly scale: number } = { from: 0, scale: 1 },
): void {
  const random = new Random(3)
  const lines = ['timestamp,open,high,low,close,volume,takerBuyVolume']
  let [price, due] = [100, 0]
  for (let k = 0; k < rows; k++) {
    const open = price
    price *= 1 + (scale * (due + 8 * random.normal())) / 1e4
    const volume = 1 + random.exponential()
    const bought = volume * random.uniform()
    due = 3 * ((2 * bought) / volume - 1)
    const [high, low] = [Math.max(open, price), Math.min(open, price)]
    const told = k === wrong ? 2 * volume : bought
    const time = 1_700_000_040_000 + 60_000 * (from + k)
    lines.push([time, open, high, low, price, volume, told].join(','))
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
    '--draws',
    '100',
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
  const up = ['evaluate', bars, '--instrument', 'UP-USDT', '--draws', '100'] as const
  const judged = run(...up, '--model', file)
  expect(judged.exitCode).toBe(0)
  const { folds } = judged.document as unknown as FlowEvaluation
  expect(folds.length).toBe(1)
  expect(folds[0]!.trainTo + 60_000).toBeLessThanOrEqual(folds[0]!.testFrom)
  const passedOver = ['evaluate', bars, '--instrument', 'UP-USDT', '--model', file, '--folds', '3']
  expect(run(...passedOver).exitCode).toBe(2)
  const text = readFileSync(file, 'utf8')
  // Another meaning of the columns it was trained on.
  writeFileSync(file, text.replace(/"format":\d+/, '"format":3'))
  const refused = runCommand(
    ['flow', 'evaluate', bars, '--instrument', 'UP-USDT', '--model', file],
    home,
  )
  expect(refused.stderr).toContain('format 3: train it again')
  expect(refused.exitCode).toBe(3)
  writeFileSync(file, text.replace('"slope":', '"slope":1'))
  expect(run('evaluate', bars, '--instrument', 'UP-USDT', '--model', file).exitCode).toBe(3)
})

test('what cannot be is told by its exit code', () => {
  const unwritten = join(folder, 'unwritten.csv')
  const few = ['flow', 'evaluate', bars, '--instrument', 'FEW-USDT', '--predictions', unwritten]
  expect(runCommand(few, home)).toMatchObject({
    exitCode: 5,
    stderr: expect.stringContaining(`${unwritten} was not written`) as string,
  })
  expect(existsSync(unwritten)).toBe(false)
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

/** What a person is told, line by line. */
function linesOf(...args: readonly string[]): { exitCode: number; said: string; lines: string[] } {
  const { exitCode, stdout, stderr } = runCommand(['flow', ...args], home)
  return { exitCode, said: stderr, lines: stdout.trimEnd().split('\n') }
}

test('for a person: the conclusion first, two screens of figures, and the rest where it is asked for', () => {
  const args = ['evaluate', bars, '--instrument', 'UP-USDT', '--importance', '--draws', '100']
  const { exitCode, lines } = linesOf(...args)
  expect(exitCode).toBe(0)
  expect(lines[0]).toMatch(
    /^made-perp:UP-USDT: logistic, the next 60 s, [\d,]+ forecasts in 6 folds/,
  )
  expect(lines[1]).toMatch(/^Flow (may )?forecasts? the next 60 s|^No forecast/)
  expect(lines.length).toBeLessThan(60)
  const told = lines.join('\n')
  expect(told).toMatch(
    /calibration: probabilities of a rise are off by 0\.\d+ \(0\.\d+ to 0\.\d+\) on average, 0\.\d+ by chance/,
  )
  expect(told).toMatch(/largest of 10 bins: 0\.\d+ told, 0\.\d+ rose/)
  // Those that look four hours back are not known in too much of what the first folds are trained on.
  expect(told).toContain(
    'features: 11 of 15 used; not used, which costs no row: known too seldom (',
  )
  expect(told).toMatch(/volatility\.240b, volume\); 60 of 2000 rows \(3\.0 %\) are left out/)
  const details = linesOf(...args, '--details').lines
  expect(details.length).toBeGreaterThan(lines.length + 20)
  expect(details[1]).toBe(lines[1])
})

test('what there is is told to who asks for what is not', () => {
  const up = ['--instrument', 'UP-USDT']
  const out = ['--out', join(folder, 'never.json')]
  for (const [args, said] of [
    [['evaluate', bars, '--instrument', 'up'], 'up alone is a coin: made-perp:UP-USDT'],
    [
      ['evaluate', bars, ...up, '--to', '2020-01-01'],
      'nothing is before that; the data are of 2023',
    ],
    [['evaluate', bars, ...up, '--clock', '5s'], '--clock is of ticks'],
    [['train', bars, ...up, ...out, '--clock', 'events:9'], '--clock is of ticks'],
    [['features', bars, ...up, '--out', join(folder, 'never.csv'), '--clock', '5s'], 'of ticks'],
    [['train', bars, ...up, ...out, '--from', '2030-01-01'], 'nothing is after that; the data are'],
    [
      ['evaluate', bars, ...up, '--model', 'logistik'],
      'expected linear, logistic, boosted, or the',
    ],
  ] as const) {
    const { exitCode, said: told } = linesOf(...args)
    expect([exitCode, told], told).toEqual([2, expect.stringContaining(said)])
  }
  expect(existsSync(join(folder, 'never.json'))).toBe(false)
  expect(existsSync(join(folder, 'never.csv'))).toBe(false)
})

test('a model of another instrument says what is wrong with it, and not that the data are few', () => {
  const file = join(folder, 'other.json')
  const args = ['--instrument', 'UP-USDT', '--horizon', '60s', '--out', file, '--draws', '100']
  expect(run('train', bars, ...args).exitCode).toBe(0)
  writeMinutes('FAR-USDT', 2_000, undefined, { from: 3_000, scale: 40 })
  const { exitCode, lines } = linesOf('evaluate', bars, '--instrument', 'FAR-USDT', '--model', file)
  expect(exitCode).toBe(5)
  expect(lines).toEqual([
    expect.stringMatching(
      /^Nothing to judge: most forecasts were withdrawn, .*\d+ for out-of-distribution.*; the model was trained on made-perp:UP-USDT/,
    ),
  ])
  // And one of the same instrument whose data end before it was trained.
  const early = linesOf(
    'evaluate',
    bars,
    ...args.slice(0, 2),
    '--model',
    file,
    '--to',
    '2023-11-15',
  )
  expect(early.lines[0]).toContain(
    'nothing comes after what the model was trained on, whose last row',
  )
})

test.each(['evaluate', 'train'])('Ctrl-C ends %s, which says what was stopped', async (command) => {
  const file = join(folder, `stopped-${command}.json`)
  const args = [command, bars, '--instrument', 'UP-USDT', '--draws', '100000', '--model', 'boosted']
  const more =
    command === 'train' ? ['--out', file] : ['--predictions', file.replace('json', 'csv')]
  const child = isobarChild(['flow', ...args, ...more], home)
  const stage = command === 'train' ? 'training' : 'walking forward'
  await vi.waitFor(() => expect(child.stderr()).toContain(stage), { timeout: 30_000 })
  child.interrupt()
  expect([await child.ended, child.stdout()]).toEqual([130, ''])
  const unwritten = command === 'train' ? `${file} was not written` : 'nothing was written'
  expect(child.stderr()).toMatch(new RegExp(`interrupted: ${stage} was stopped.*; ${unwritten}`))
  expect([file, file.replace('json', 'csv')].some((each) => existsSync(each))).toBe(false)
})
