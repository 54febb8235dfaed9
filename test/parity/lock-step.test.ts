import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runBacktest } from '../../src/app/trade/run-backtest.ts'
import { readTradeConfig } from '../../src/app/trade/trade-config.ts'
import type { Instant } from '../../src/core/time.ts'
import { runLockStep } from './lock-step.ts'
import { pacedMaker, type Decided } from './paced-maker.ts'
import { madeUpTape, recordTape } from './parity-tape.ts'

/** A campaign lasts longer: docs/results/parity.md. */
const seconds = Number(process.env['ISOBAR_PARITY_SECONDS'] ?? 8)
const seed = Number(process.env['ISOBAR_SEED'] ?? 3)
/** In the future, for an order is not sent once this machine's clock is past its time. */
const start = (Date.UTC(2100, 0, 1) * 1_000) as Instant

let root: string
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'isobar-parity-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test(
  'one recording, in a backtest and in lock-step over the wire, gives the same decisions',
  { timeout: 300_000 + seconds * 5_000 },
  async () => {
    const tape = madeUpTape({ seed, start, seconds, bases: ['BTC', 'ETH'] })
    const recording = join(root, 'recording')
    await recordTape(recording, tape)
    const settings = { everyMs: 250, lots: [1_000, 1_000] }

    const backtested: Decided[] = []
    const configFile = join(root, 'trade.json')
    const fee = { volumeFrom: 0, makerFeeBps: 10, takerFeeBps: 10 }
    const venue = {
      feedMs: 0,
      orderMs: 0,
      answerMs: 0,
      fees: { tiers: [fee], paidIn: 'received' },
    }
    writeFileSync(
      configFile,
      JSON.stringify({ recordings: [recording], venues: { bybit: venue }, strategy: settings }),
    )
    const { result } = await runBacktest(
      await readTradeConfig(configFile),
      (setup) => pacedMaker(setup, (each) => backtested.push(each)),
      { withEquity: false },
    )

    const live: Decided[] = []
    const strategy = pacedMaker({ settings, instruments: tape.instruments }, (each) =>
      live.push(each),
    )
    const stepped = await runLockStep(tape, strategy, join(root, 'journal'))

    expect(live).toEqual(backtested)
    expect(live.length).toBeGreaterThan(seconds)
    expect(stepped.held).toEqual(stepped.heldThere)
    const fills = result.instruments.reduce((sum, each) => sum + each.fills, 0)
    expect(stepped.fills).toBe(fills)
    expect(fills).toBeGreaterThan(0)
    if (process.env['ISOBAR_PARITY_SECONDS'] !== undefined)
      process.stderr.write(`${JSON.stringify({ ...stepped, decisions: live.length })}\n`)
  },
)
