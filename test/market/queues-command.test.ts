import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { QueueCalibrationResult } from '../../src/research/queues/queue-calibration-result.ts'
import { needs, sharedFolder } from '../need.ts'
import { runCommand } from '../run-command.ts'
import { runIsobar, type Ran } from '../run-isobar.ts'

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-queues-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (...args: string[]): Ran => runCommand(args, join(root, 'home'))

test("Bitstamp's orders of 2015 are too few to judge models by, and the answer says so", (context) => {
  needs('data', context)
  const out = join(root, 'bitstamp')
  const source = join(sharedFolder, 'data', 'bitstamp-l3-2015')
  expect(run('data', 'import', 'bitstamp-orders', source, '--out', out).exitCode).toBe(0)
  const asked = ['market', 'queues', out, '--draws', '100', '--json']
  const ran = runIsobar(asked, join(root, 'home'))
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  const result = JSON.parse(ran.stdout) as QueueCalibrationResult
  expect(result.log.isCrossed).toBe(true)
  expect(result.classes[0]!.trials).toBeGreaterThan(2_000)
  expect(result.models.map(({ model }) => model).at(-1)).toBe('exact')
  for (const { againstFates, conclusion } of result.models) {
    expect(againstFates).toBe('unvalidated')
    expect(conclusion).toContain('at least 30 are needed')
  }
  const [riskAverse] = result.models
  expect(riskAverse).toMatchObject({ early: 0, soonerThanExact: 0 })
  expect(result.models.at(-1)).toMatchObject({ early: 0, late: 0 })
  const save = join(root, 'saved')
  const told = run('market', 'queues', out, '--draws', '100', '--models', 'power:2', '--save', save)
  const page = join(root, 'queues.html')
  expect(run('report', save, '--out', page).exitCode).toBe(0)
  expect(readFileSync(page, 'utf8')).toContain('power:2: unvalidated by what became of the orders')
  expect(told.stdout).toContain('3 orders first heard of when they changed')
  expect(told.stdout).toContain('power:2: unvalidated by what became of the orders')
})

test('levels alone, an unknown model, horizons that go back: one line, nothing else', () => {
  const out = join(root, 'levels')
  const made = ['--venues', 'binance', '--bases', 'BTC', '--duration', '2s', '--out', out]
  expect(run('market', 'synthesize', ...made).exitCode).toBe(0)
  const twice = run('market', 'queues', out, '--instrument', 'binance:BTC-USDT')
  expect(twice).toMatchObject({ exitCode: 2, stdout: '' })
  expect(twice.stderr).toContain(
    'binance:BTC-USDT is more than one: name one of binance:BTC-USDT:spot, binance:BTC-USDT:linear',
  )
  const levels = run('market', 'queues', out, '--instrument', 'binance:BTC-USDT:spot')
  expect(levels).toMatchObject({ exitCode: 3, stdout: '' })
  expect(levels.stderr).toContain('expected a book of single orders, got levels alone')
  const model = run('market', 'queues', out, '--models', 'sideways')
  expect(model).toMatchObject({ exitCode: 2, stdout: '' })
  expect(model.stderr).toContain('got sideways')
  const horizons = run('market', 'queues', out, '--horizons', '10,1')
  expect(horizons).toMatchObject({ exitCode: 2, stdout: '' })
  expect(horizons.stderr).toContain('ascending')
  const instrument = run('market', 'queues', out, '--instrument', 'binance:BTC-UDST')
  expect(instrument.exitCode).toBe(2)
  expect(instrument.stderr).toContain('no binance:BTC-UDST in the recording; nearest are binance:')
})
