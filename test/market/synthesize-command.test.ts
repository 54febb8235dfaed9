import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Instant } from '../../src/core/time.ts'
import { EventColumns } from '../../src/core/events/event-columns.ts'
import { plantedExamples } from '../../src/simulation/market/planted/planted-examples.ts'
import { SyntheticMarket } from '../../src/simulation/market/synthetic-market.ts'
import { openRecording } from '../../src/stores/recording/open-recording.ts'
import { collectRows, keyOfInstrument, plainRows } from '../recording-fixture.ts'
import { runCommand } from '../run-command.ts'
import type { Ran } from '../run-isobar.ts'
import { smallPlan } from './small-plan.ts'

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-synthesize-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (...args: string[]): Ran => runCommand(['market', ...args], join(root, 'home'))

const part = ['--venues', 'kraken,coinbase', '--bases', 'BTC,ETH', '--seed', '5']

test('a made-up recording is what the market of that seed tells, with the truth beside it', async () => {
  const out = join(root, 'made-up')
  const ran = run(
    'synthesize',
    ...part,
    '--duration',
    '30s',
    '--plant',
    'venue-gap',
    '--out',
    out,
    '--json',
  )
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  const document = JSON.parse(ran.stdout) as Record<string, unknown>
  expect(document).toMatchObject({ recording: out, seed: 5 })
  const truth = JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')) as Record<string, unknown>
  expect(truth).toMatchObject({
    format: 1,
    seed: 5,
    planted: [
      { fact: { kind: 'venue-gap', venue: 'kraken', base: 'ETH' }, figures: { gapBps: 25 } },
    ],
  })
  expect(document['planted']).toEqual(truth['planted'])

  const planted = [plantedExamples(30)['venue-gap']]
  const plan = smallPlan(5, { venues: ['kraken', 'coinbase'], bases: ['BTC', 'ETH'], planted })
  const market = new SyntheticMarket(plan)
  const rows = new EventColumns()
  market.advance((plan.start + 30e6) as Instant, rows)
  market.finish(rows)
  const recording = await openRecording(out)
  const replayed = await collectRows(recording.events())
  const read = plainRows(replayed, (k) => keyOfInstrument(recording.instruments.at(k)))
  expect(read).toEqual(plainRows(rows, (k) => keyOfInstrument(market.instruments.at(k))))
})

test('its facts can be measured', () => {
  const ran = run('facts', join(root, 'made-up'), '--json')
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  const { instruments } = JSON.parse(ran.stdout) as {
    instruments: { venue: string; facts: { trades: number; impactExponent: number | null } }[]
  }
  expect(instruments).toHaveLength(4)
  for (const { facts } of instruments) expect(facts.trades).toBeGreaterThan(10)
})

test('what is not there is one clear line', () => {
  const out = join(root, 'never')
  const ran = run('synthesize', '--venues', 'mtgox', '--out', out)
  expect(ran.exitCode).toBe(2)
  expect(ran.stderr).toContain('no venue mtgox in the made-up market; there are binance, ')
  const absent = run('synthesize', ...part, '--plant', 'depeg', '--out', out, '--duration', '10s')
  expect(absent.exitCode).toBe(0)
  const taken = run('synthesize', ...part, '--out', out)
  expect(taken).toMatchObject({ exitCode: 2, stdout: '' })
  const nowhere = run('synthesize', ...part, '--plant', 'outage', '--out', join(root, 'other'))
  expect(nowhere.exitCode).toBe(2)
  expect(nowhere.stderr).toContain('cannot plant outage: nothing is listed at okx')
})

test('of all what has no place is said, and a signal of minutes is not planted in one', () => {
  const short = ['--duration', '20s', '--venues', 'kraken', '--bases', 'BTC']
  const all = run('synthesize', ...short, '--plant', 'all', '--out', join(root, 'all'))
  expect(all).toMatchObject({ exitCode: 0 })
  expect(all.stdout).toContain('not planted: outage: nothing is listed at okx')
  expect(all.stdout).toContain('planted: depeg: ')
  expect(all.stdout).not.toContain('NaN')
  const signal = ['--plant', 'flow-signal', '--duration', '299s', '--out', join(root, 'signal')]
  const refused = run('synthesize', ...signal)
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' })
  expect(refused.stderr).toContain('cannot plant flow-signal: it is told by minutes: at least 5m')
})
