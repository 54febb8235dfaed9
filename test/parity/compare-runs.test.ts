import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageVersion } from '../../src/app/package-facts.ts'
import { compareRuns } from '../../src/app/parity/compare-runs.ts'
import { delayedTape } from '../../src/app/parity/delayed-tape.ts'
import { heldBack } from '../../src/app/parity/held-back.ts'
import {
  recordedByVenue,
  recordedLatencies,
  type MeasuredWorld,
} from '../../src/app/parity/measured.ts'
import { loadStrategy } from '../../src/app/trade/load-strategy.ts'
import { runBacktest, type BacktestRunOptions } from '../../src/app/trade/run-backtest.ts'
import { readTradeConfig } from '../../src/app/trade/trade-config.ts'
import type { StrategyFactory } from '../../src/core/strategy/strategy.ts'
import type { Instant } from '../../src/core/time.ts'
import type { EngineResult } from '../../src/engine/engine-result.ts'
import type { TradeRun } from '../../src/protocol/trade-run.ts'
import type { TradeComparison } from '../../src/research/parity/trade-comparison.ts'
import { readRun, saveRun, sha256OfFile } from '../../src/stores/run-folder.ts'
import { runCommand } from '../run-command.ts'
import { projectFolder } from '../source-files.ts'
import { madeUpTape, recordTape } from './parity-tape.ts'

// The second run is a backtest too, whose world is known to the last microsecond: nothing may be left unexplained.

const probe = join(projectFolder, 'bench/parity/probe.ts')
const start = (Date.UTC(2026, 0, 1) * 1_000) as Instant
/** The second run's clock is so far ahead of the recording's. */
const shift = 5_000_000_000
const latency = { feed: 180_000, orders: 150_000, answers: 20_000, wakes: 7_000 } as const

let root: string
let factory: StrategyFactory
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'isobar-compare-'))
  const tape = madeUpTape({ seed: 5, start, seconds: 120, bases: ['BTC'] })
  await recordTape(join(root, 'recording'), tape)
  ;({ strategy: factory } = await loadStrategy(probe))
  await keep('first', { queue: 'front:0.01', orderMs: 0 }, undefined)
  const rateLimits = [{ kind: 'bucket', most: 4, perSecond: 3 }]
  const second = { queue: 'risk-averse', orderMs: latency.orders / 1_000, rateLimits }
  await keep('second', second, {
    feed: { bybit: [[start + shift, latency.feed]] },
    orders: { bybit: [[start + shift, latency.orders]] },
    answers: { bybit: [[start + shift, latency.answers]] },
    wakes: [[start + shift, latency.wakes]],
    began: start + 2_000_000 + shift,
    ended: start + 115_000_000 + shift,
    playedShift: shift,
  })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Runs the probe and saves what came of it; with a world, as a run on paper in that world would have been. */
async function keep(
  name: string,
  venue: object,
  measured: MeasuredWorld | undefined,
): Promise<void> {
  const file = join(root, `${name}.json`)
  const strategy = { instrument: 'bybit:BTC-USDT', everyMs: 130, restMs: 3_000, lots: 2_000 }
  const fees = { makerFeeBps: 1, takerFeeBps: 3 }
  const waits = { feedMs: 0, answerMs: latency.answers / 1_000 }
  const venues = { bybit: { ...waits, ...fees, ...venue } }
  writeFileSync(file, JSON.stringify({ recordings: [join(root, 'recording')], strategy, venues }))
  const config = await readTradeConfig(file)
  const run = async (
    made: StrategyFactory,
    options: Partial<BacktestRunOptions> = {},
    change: Partial<typeof config> = {},
  ): Promise<EngineResult> =>
    (await runBacktest({ ...config, ...change }, made, { withEquity: false, ...options })).result
  const result =
    measured === undefined
      ? await run(factory)
      : await run(
          heldBack(factory, measured.began - shift, recordedLatencies(measured.wakes, shift)),
          { tape: delayedTape({ feed: recordedByVenue(measured.feed, shift), books: new Map() }) },
          {
            to: (measured.ended - shift) as Instant,
            venues: new Map(
              [...config.venues].map(([venueName, each]) => [
                venueName,
                { ...each, feed: 'exchange' as const },
              ]),
            ),
          },
        )
  const inputs = [probe, file].map(async (each) => ({
    file: each,
    sha256: await sha256OfFile(each),
  }))
  await saveRun(join(root, name), {
    format: 1,
    command: 'trade',
    version: '0',
    seed: 1,
    inputs: await Promise.all(inputs),
    parameters: {},
    result: measured === undefined ? result : Object.assign(result, { mode: 'paper', measured }),
  })
}

test('what is known of the second run explains the whole gap, cause by cause', async () => {
  const compared = await compareRuns(join(root, 'first'), join(root, 'second'), () => undefined)
  const { gap, parts, runs } = compared
  expect(parts.map(({ cause }) => cause)).toEqual([
    'feed latency',
    'order latency',
    'queue',
    'rate limit',
    'unexplained',
  ])
  expect(Math.abs(gap.total)).toBeGreaterThan(0.1)
  expect(parts.reduce((sum, { pnl }) => sum + pnl, 0)).toBeCloseTo(gap.total, 9)
  expect(parts.at(-1)!.pnl).toBeCloseTo(0, 9)
  // Each has its part, or the test would not see it left out.
  for (const { cause, pnl } of parts.slice(0, -1))
    expect(Math.abs(pnl), cause).toBeGreaterThan(1e-3)
  expect(runs.map(({ mode }) => mode)).toEqual(['backtest', 'paper'])
})

test("a run of one of this program's own strategies is made anew by its name, under its file of limits", async () => {
  const file = join(root, 'drilled.json')
  const venues = { bybit: { feedMs: 0, answerMs: 20 } }
  const recordings = [join(root, 'recording')]
  writeFileSync(file, JSON.stringify({ recordings, strategy: { everyMs: 900 }, venues }))
  const { strategy } = await loadStrategy('drill')
  const config = await readTradeConfig(file)
  const { result } = await runBacktest(config, strategy, { withEquity: false })
  const saved = {
    format: 1,
    command: 'trade',
    seed: 1,
    inputs: [{ file, sha256: await sha256OfFile(file) }],
    parameters: { strategy: 'drill' },
    result,
  } as const
  const folder = join(root, 'drilled')
  await saveRun(folder, { ...saved, version: packageVersion() })
  const second = join(root, 'second')
  const { parts, runs } = await compareRuns(folder, second, () => undefined)
  expect(parts).toHaveLength(5)
  expect(runs[0]!.fills).toBeGreaterThan(10)
  const limits = join(root, 'limits.json')
  writeFileSync(limits, JSON.stringify({ openOrdersMost: 0 }))
  const parameters = { ...saved.parameters, limits }
  // As a backtest was saved that did not obey the file.
  await saveRun(folder, { ...saved, parameters, version: packageVersion() })
  const unread = await compareRuns(folder, second, () => undefined)
  expect(unread.runs[0]!.fills).toBe(runs[0]!.fills)
  const inputs = [...saved.inputs, { file: limits, sha256: await sha256OfFile(limits) }]
  await saveRun(folder, { ...saved, inputs, parameters, version: packageVersion() })
  const limited = await compareRuns(folder, second, () => undefined)
  expect(limited.runs[0]!.fills).toBe(0)
  await saveRun(folder, { ...saved, version: '0.0.0' })
  await expect(compareRuns(folder, second, () => undefined)).rejects.toThrow(/whose drill/)
})

test('a run on paper that was saved without what it printed has on its page what its result can tell', () => {
  const page = join(root, 'second.html')
  const ran = runCommand(['report', join(root, 'second'), '--out', page], root)
  expect(ran.exitCode, ran.stderr).toBe(0)
  const { summary, conclusion } = resultOn(page)
  expect(summary).toMatch(/^instrument +class +fills/m)
  expect(summary.split('\n').at(-1)).toBe(conclusion)
})

function resultOn(page: string): TradeRun {
  const inside = /id="isobar-run">([^<]*)</.exec(readFileSync(page, 'utf8'))?.[1]
  return (JSON.parse(inside!) as { readonly result: TradeRun }).result
}

test('a second run that never began is said to be so, as it is saved', async () => {
  const { result, ...run } = await readRun(join(root, 'second'))
  const measured = { ...(result as TradeRun & { measured: MeasuredWorld }).measured, began: NaN }
  const folder = join(root, 'never-began')
  await saveRun(folder, { ...run, result: { ...result, from: NaN, measured } as typeof result })
  const { unsplit, runs } = await compareRuns(join(root, 'first'), folder, () => undefined)
  expect(unsplit).toBe('the second run never began')
  expect(runs[1]!.figures).toBe('as saved, of a run that never began')
  const page = join(root, 'never-began.html')
  expect(runCommand(['report', folder, '--out', page], root).exitCode).toBe(0)
  expect(resultOn(page).summary).toMatch(/^never began, /)
})

test('the command says so, and what cannot be split is said to be so', async () => {
  const [first, second] = [join(root, 'first'), join(root, 'second')]
  const page = join(root, 'compared.html')
  const ran = runCommand(['report', first, '--compare', second, '--out', page], root)
  expect([ran.exitCode, ran.stdout]).toEqual([0, expect.stringContaining('rate limit')])
  // The second began 2 s after the recording and ended after 115 s; the first went over all of it.
  expect(ran.stdout).toMatch(
    /^first: a new run over the time of the second, 2026-01-01 00:00:02 to 2026-01-01 00:01:55 UTC of the recording; the saved one had \d+ fills from/,
  )
  expect(ran.stdout).toMatch(/^second: as saved, 2026-01-01 .* UTC$/m)
  expect(ran.stdout).toMatch(/^first, backtest anew +\d/m)
  const other = runCommand(['report', second, '--compare', first, '--json'], root)
  const unsplit = JSON.parse(other.stdout) as TradeComparison
  expect(unsplit).toMatchObject({
    kind: 'trade-comparison',
    parts: [],
    unsplit: 'the first run is no backtest, and cannot be made anew',
  })
  for (const { savedFills, figures } of unsplit.runs)
    expect([savedFills, figures]).toEqual([null, expect.stringMatching(/^as saved, 2026-01-01 /)])
  writeFileSync(join(root, 'first.json'), '{}')
  const changed = runCommand(['report', first, '--compare', second], root)
  expect([changed.exitCode, changed.stderr]).toEqual([3, expect.stringContaining('first.json')])
})
