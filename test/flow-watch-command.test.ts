import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readModelFile, writeModelFile, type KeptModel } from '../src/app/flow/model-file.ts'
import { fitForecast } from '../src/forecast/model/fit-forecast.ts'
import { expectValue } from '../src/math/outcome.ts'
import { Random } from '../src/math/random.ts'
import { corePlan } from '../src/microstructure/features/feature-plan.ts'
import type { FlowWatchResult, WatchOutcome } from '../src/research/flow/flow-watch-result.ts'
import { served } from './exchange/served.ts'
import { interrupted } from './interrupted.ts'
import { commandBeside, runCommand } from './run-command.ts'
import { until } from './until.ts'

// `isobar flow watch` on exchanges that are served here.

const folder = mkdtempSync(join(tmpdir(), 'isobar-flow-watch-command-'))
const home = join(folder, 'home')
const model = join(folder, 'model.json')
const boosted = join(folder, 'boosted.json')
const horizon = 500_000
let exchange: Awaited<ReturnType<typeof served>>

beforeAll(async () => {
  exchange = await served(['coinbase'])
  await writeModelFile(model, keptModel('linear'))
  await writeModelFile(boosted, keptModel('boosted'))
})
afterAll(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A model that says something from the first book on: of the imbalance of its best level alone, of half a second. */
function keptModel(kind: 'linear' | 'boosted'): KeptModel {
  const random = new Random(4)
  const imbalance = Float64Array.from({ length: 2_000 }, () => 2 * random.uniform() - 1)
  const names = ['queue-imbalance']
  const times = imbalance.map((_, k) => k * horizon)
  const returnsBps = imbalance.map((value) => 0.3 * value + random.normal())
  const rows = Int32Array.from(imbalance, (_, k) => k)
  const options = { kind, calibration: 'platt', horizon, embargo: 0 } as const
  const fit = fitForecast({ names, times, columns: [imbalance] }, returnsBps, rows, options)
  const instrument = 'coinbase:SOL-USD'
  const [reason, verdict] = ['made up', 'Made up.']
  return {
    instrument,
    source: 'ticks',
    model: expectValue(fit),
    plan: { ...corePlan(10), parts: ['book'] },
    clock: { kind: 'time', every: 100_000 },
    scorecard: {
      kind: 'flow',
      format: 1,
      instrument,
      horizonSeconds: horizon / 1e6,
      samples: 0,
      reason,
      verdict,
    },
  }
}

/** Of a file that may not be there yet. */
function linesOf(file: string): number {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 2 : 0
}

test('it forecasts, scores what comes due, and an interruption ends it with all of that kept', async () => {
  const predictions = join(folder, 'predictions.csv')
  const [out, save] = [join(folder, 'learnt.json'), join(folder, 'run')]
  const args = ['flow', 'watch', '--model', model, '--url', exchange.address, '--json', '--online']
  const kept = ['--predictions', predictions, '--out', out, '--save', save, '--score-every', '1s']
  const ran = await interrupted([...args, ...kept], home, () => linesOf(predictions) >= 40)
  expect(ran.exitCode, ran.stderr).toBe(0)
  const records = ran.stdout
    .trim()
    .split('\n')
    .map(
      (line) => JSON.parse(line) as WatchOutcome | FlowWatchResult | { kind: 'forecast' | 'score' },
    )
  const summary = records.at(-1) as FlowWatchResult
  const of = (kind: string): number => records.filter((each) => each.kind === kind).length
  expect(summary).toMatchObject({ kind: 'flow-watch', instrument: 'coinbase:SOL-USD' })
  expect(summary.forecasts).toBe(of('forecast'))
  expect(summary.scored + summary.unknown).toBe(of('outcome'))
  expect(summary.waiting).toBe(of('forecast') - of('outcome'))
  expect(summary.score.measures.brierBaseline).toBeGreaterThan(0)
  expect(of('score')).toBeGreaterThan(0)
  // Every outcome that was told is in the file, as it was told.
  const outcomes = records.filter((each) => each.kind === 'outcome')
  const known = outcomes.filter(({ realisedReturnBps }) => realisedReturnBps !== null)
  const [header, ...lines] = readFileSync(predictions, 'utf8').trim().split('\n')
  expect(header).toBe('time,horizonSeconds,probabilityUp,expectedReturnBps,realisedReturnBps,fold')
  expect(lines).toEqual(
    known.map((each) =>
      [each.time, 0.5, each.probabilityUp, each.expectedReturnBps, each.realisedReturnBps, 0].join(
        ',',
      ),
    ),
  )
  expect((await readModelFile(out)).model.learnt).not.toEqual(
    (await readModelFile(model)).model.learnt,
  )
  const run = JSON.parse(readFileSync(join(save, 'run.json'), 'utf8')) as { result: unknown }
  expect(run.result).toEqual(summary)
})

test('for a person: forecasts, and the whole at its end', async () => {
  const predictions = join(folder, 'more.csv')
  const often = ['--score-every', '100ms']
  const args = ['--url', exchange.address, '--predictions', predictions, ...often]
  const child = commandBeside(['flow', 'watch', '--model', model, ...args], home)
  await until(() => linesOf(predictions) >= 3, child.stderr)
  child.interrupt()
  expect(await child.ended, child.stderr()).toBe(0)
  const stdout = child.stdout()
  expect(child.stderr()).toContain('watching coinbase:SOL-USD; a forecast of 0.5 s every 0.1 s')
  expect(stdout).toMatch(/mid \d+\.\d{3} {2}up \d+\.\d % {2}[+-]\d\.\d\d bps \(no interval yet\)/)
  expect(stdout).toMatch(/\d+ forecasts: \d+ scored, /)
  // Of the five times or more at which nothing had come due.
  expect(stdout.match(/no forecast is due yet/g)).toHaveLength(1)
  expect(stdout).toMatch(/score of \d/)
  expect(stdout).toContain('too few to say what they are worth')
})

test('a venue that goes away is told to be disconnected, once, with the next try', async () => {
  const mortal = await served(['coinbase'])
  const args = ['--model', model, '--url', mortal.address, '--json']
  const child = commandBeside(['flow', 'watch', ...args], home)
  await child.said((text) => text.includes('"kind":"forecast"'))
  await mortal.close()
  // The feed has tried again, and was refused.
  await child.said((text) => /"disconnected","detail":"connect ECONNREFUSED/.test(text))
  child.interrupt()
  expect(await child.ended).toBe(0)
  expect(child.stderr().match(/disconnected/g)).toEqual(['disconnected'])
  expect(child.stderr()).toMatch(/coinbase: disconnected: .*; next try in 0\.\d s/)
  expect(child.stdout()).not.toContain('distrusted-book')
}, 60_000)

test('who ends it before anything came due is told that nothing was learnt, and a model of another coin that it is one', async () => {
  const out = join(folder, 'unlearnt.json')
  const slow = join(folder, 'slow.json')
  const kept = keptModel('linear')
  const far = { ...kept, instrument: 'coinbase:BTC-USD', model: { ...kept.model, horizon: 600e6 } }
  await writeModelFile(slow, far)
  const args = ['--model', slow, '--instrument', 'coinbase:SOL-USD', '--url', exchange.address]
  const child = commandBeside(['flow', 'watch', ...args, '--online', '--out', out], home)
  await child.said((text) => text.includes('mid '))
  child.interrupt()
  expect(await child.ended).toBe(0)
  expect(child.stderr()).toContain('the model was trained on coinbase:BTC-USD')
  expect(child.stdout()).toContain(
    `nothing came due, so nothing was learnt: ${out} was not written`,
  )
  expect(child.stdout()).toContain('having learnt from 0 outcomes')
  const json = commandBeside(['flow', 'watch', ...args, '--online', '--out', out, '--json'], home)
  await json.said((text) => text.includes('"forecast"'))
  json.interrupt()
  expect(await json.ended).toBe(0)
  expect(json.stderr()).toContain(`${out} was not written`)
  expect(existsSync(out)).toBe(false)
}, 60_000)

test.each([
  [['--online'], 'trees do not learn row by row'],
  [['--out', 'learnt.json'], '--out needs --online'],
  [['--instrument', 'nowhere:SOL-USD'], 'no feed of nowhere is known'],
  [['--instrument', 'ASTER'], 'expected venue:BASE-QUOTE, as in'],
  [
    ['--model', 'none.json'],
    '--model none.json: expected the file of a trained model, and there is',
  ],
])('what cannot be watched is refused in a line: %j', (more, line) => {
  const ran = runCommand(['flow', 'watch', '--model', boosted, ...more], home)
  expect([ran.exitCode, ran.stdout]).toEqual([2, ''])
  expect(ran.stderr).toContain(line)
})

test('a model of bars, and one that was changed by hand, are refused', async () => {
  const bars = join(folder, 'bars.json')
  await writeModelFile(bars, { ...keptModel('linear'), source: 'bars', plan: null, clock: null })
  const ran = runCommand(['flow', 'watch', '--model', bars], home)
  expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining('was trained on bars')])
  writeFileSync(bars, readFileSync(bars, 'utf8').replace('"baseRate":0', '"baseRate":1'))
  expect(runCommand(['flow', 'watch', '--model', bars], home).exitCode).toBe(3)
})
