import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadStrategy } from '../src/app/trade/load-strategy.ts'
import type { EngineResult } from '../src/engine/engine-result.ts'
import { randomTape } from './engine/random-tape.ts'
import { recordRows } from './recording-fixture.ts'
import { runCommand } from './run-command.ts'
import { runIsobar, type Ran } from './run-isobar.ts'
import { projectFolder } from './source-files.ts'

let root: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'isobar-trade-'))
  await recordRows(join(root, 'recording'), randomTape(7, 4_000, 2, 1_700_000_000_000_000))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (...args: string[]): Ran => runCommand(['trade', ...args], join(root, 'home'))
const example = (name: string): string => join(projectFolder, 'examples', `${name}.ts`)

function file(name: string, content: string | object): string {
  const path = join(root, name)
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}

const base = {
  recordings: 'recording',
  reporting: { currency: 'USDT', capital: 100_000 },
  venues: {
    '*': {
      feedMs: 2,
      orderMs: 3,
      answerMs: 3,
      queue: 'power:2',
      latencySigma: 0.5,
      makerFeeBps: 1,
    },
  },
  limits: { orderNotionalMost: 1e6, openOrdersMost: 10 },
  seed: 5,
}
const settings = {
  'market-maker': { instrument: 'binance:BTC-USDT', notional: 5, halfSpreadBps: 1 },
  'imbalance-taker': {
    instrument: 'okx:ETH-USDT:spot',
    notional: 50,
    threshold: 0.3,
    holdSeconds: 1,
  },
  'two-venue-hedger': {
    first: 'binance:BTC-USDT',
    second: 'okx:ETH-USDT:spot',
    notional: 50,
    enterBps: 5,
  },
}

function config(name: keyof typeof settings, change: object = {}): string {
  const recordings = join(root, 'recording')
  return file(`${name}.yaml`, { ...base, recordings, strategy: settings[name], ...change })
}

test.each(['market-maker', 'imbalance-taker', 'two-venue-hedger'] as const)(
  'the example %s trades, and twice it is the same run',
  (name) => {
    const args = ['--strategy', example(name), '--config', config(name), '--json']
    // The first of a process of its own, the second in a thread that has run others.
    const ran =
      name === 'market-maker' ? runIsobar(['trade', ...args], join(root, 'home')) : run(...args)
    expect(ran.stderr.replaceAll(/isobar: (building|installing|waiting)[^\n]*\n/g, '')).toBe('')
    const result = JSON.parse(ran.stdout) as EngineResult
    expect(result.messages).toBe(4_000)
    expect(result.instruments.reduce((sum, { fills }) => sum + fills, 0)).toBeGreaterThan(5)
    const { total, price, spread, slippage, fees, funding } = result.pnl
    // Sums of doubles in another order.
    expect(price + spread + slippage + fees + funding).toBeCloseTo(total, 8)
    expect(result.equity).toBeCloseTo(100_000 + total, 8)
    expect(run(...args).stdout).toBe(ran.stdout)
    const reseeded = JSON.parse(run(...args, '--seed', '6').stdout) as EngineResult
    expect(reseeded.auditHash).not.toBe(result.auditHash)
  },
)

test('a run is saved, and its terminal summary concludes in one line', () => {
  const saved = join(root, 'run')
  const ran = run(
    '--strategy',
    example('market-maker'),
    '--config',
    config('market-maker'),
    '--save',
    saved,
  )
  expect(ran.exitCode).toBe(0)
  expect(ran.stdout).toContain(
    'binance, okx: feed 2 ms, orders 3 ms and answers 3 ms (lognormal, sigma 0.5), no faults',
  )
  expect(ran.stdout.trimEnd().split('\n').at(-1)).toMatch(
    /^(Made|Lost) .* fills, .* bps of turnover/,
  )
  const { command, result, seed } = JSON.parse(readFileSync(join(saved, 'run.json'), 'utf8')) as {
    command: string
    seed: number
    result: EngineResult
  }
  expect({ command, seed, kind: result.kind }).toEqual({ command: 'trade', seed: 5, kind: 'trade' })
  expect(result.equityPath!.length).toBeGreaterThan(10)
  const { path, instruments } = result
  expect(path!.fills).toHaveLength(instruments.reduce((sum, { fills }) => sum + fills, 0))
  expect(path!.equity.at(-1)).toBe(result.equity)
  const page = join(root, 'run.html')
  expect(runCommand(['report', saved, '--out', page], join(root, 'home')).exitCode).toBe(0)
  expect(readFileSync(page, 'utf8')).toContain(result.conclusion)
})

test('what the documentation says of a made-up market works as it is written', () => {
  const page = readFileSync(join(projectFolder, 'docs/writing-a-strategy.md'), 'utf8')
  const [, section = ''] = page.split('## On a made-up market')
  const commands = section.split('\n').filter((line) => line.startsWith('isobar '))
  expect(commands.map((line) => line.split(' ')[1])).toEqual(['market', 'trade', 'report'])
  const here = (text: string): string =>
    text
      .replaceAll('recordings/made-up', join(root, 'made-up'))
      .replaceAll('runs/made-up', join(root, 'made-up-run'))
  const written = readFileSync(join(projectFolder, 'examples/made-up.yaml'), 'utf8')
  const ownConfig = file('made-up.yaml', here(written))
  for (const command of commands) {
    const args = here(command)
      .replace('examples/made-up.yaml', ownConfig)
      .replace('examples/market-maker.ts', example('market-maker'))
      .replace('made-up.html', join(root, 'made-up.html'))
      .replace('--duration 5m', '--duration 20s')
      .split(' ')
      .slice(1)
    const ran = runCommand(args, join(root, 'home'))
    expect(ran.exitCode, ran.stderr).toBe(0)
  }
  expect(readFileSync(join(root, 'made-up.html'), 'utf8')).toContain('"path":{"times":[')
})

test('what a strategy was shown is entered, traded or not', () => {
  const home = join(root, 'ledger')
  const args = ['--strategy', example('market-maker'), '--config', config('market-maker'), '--json']
  const ran = runCommand(['trade', ...args], home)
  const { instruments } = JSON.parse(ran.stdout) as EngineResult
  const shown = new Set(instruments.map(({ venue, instrument }) => `${venue}:${instrument}`))
  expect(instruments.some(({ fills }) => fills === 0)).toBe(true)
  const trial: unknown = JSON.parse(readFileSync(join(home, 'trials.jsonl'), 'utf8'))
  expect(trial).toMatchObject({ instruments: [...shown].toSorted() })
})

test('a loss beyond its limit throws the switch, and the run says so', () => {
  const limits = { dailyLossMost: 0.000001 }
  const ran = run(
    '--strategy',
    example('imbalance-taker'),
    '--config',
    config('imbalance-taker', { limits }),
    '--json',
  )
  const result = JSON.parse(ran.stdout) as EngineResult
  expect(result.kill).toMatchObject({ kind: 'daily-loss', limit: 0.000001 })
  expect(result.strategies[0]!.refusals).toBeGreaterThan(0)
})

function fillsOf({ instruments }: EngineResult): number {
  return instruments.reduce((sum, { fills }) => sum + fills, 0)
}

test('limits in a file of their own go before those of the configuration, field by field', () => {
  const most = { venueNotionalMost: { binance: 9e5, okx: 9e5 }, dailyLossMost: 5e4 }
  const own = config('market-maker', { limits: { ...base.limits, ...most } })
  const args = ['--strategy', example('market-maker'), '--config', own]
  const limited = (limits: object): EngineResult => {
    const path = file('limits.json', limits)
    const saved = join(root, 'limited')
    const ran = run(...args, '--limits', path, '--save', saved, '--json')
    expect(ran.exitCode, ran.stderr).toBe(0)
    const { inputs } = JSON.parse(readFileSync(join(saved, 'run.json'), 'utf8')) as {
      inputs: { file: string }[]
    }
    expect(inputs.map((each) => each.file)).toContain(path)
    return JSON.parse(ran.stdout) as EngineResult
  }
  const wide = limited({ venueNotionalMost: { binance: 8e5 } })
  expect(wide.assumptions).toContain(
    'limits: orderNotionalMost 1000000, openOrdersMost 10, dailyLossMost 50000, venueNotionalMost of binance 800000',
  )
  expect(fillsOf(wide)).toBeGreaterThan(5)
  const lifted = limited({ limits: { openOrdersMost: 0, venueNotionalMost: {} } })
  expect(lifted.assumptions).toContain(
    'limits: orderNotionalMost 1000000, openOrdersMost 0, dailyLossMost 50000',
  )
  expect(fillsOf(lifted)).toBe(0)
})

test.each([
  ['limits.json', { openOrderMost: 3 }, 2, 'no field openOrderMost; nearest are openOrdersMost'],
  ['none.json', undefined, 1, 'none.json'],
])('a backtest reads its file of limits: %s, %j', (name, content, exitCode, words) => {
  const path = content === undefined ? join(root, name) : file(name, content)
  const args = ['--strategy', example('market-maker'), '--config', config('market-maker')]
  const ran = run(...args, '--limits', path)
  expect([ran.exitCode, ran.stderr]).toEqual([exitCode, expect.stringContaining(words)])
})

test.each([
  ['--journal', 'j'],
  ['--duration', '10m'],
  ['--keys', 'none'],
  ['--live-orders'],
  ['--accept-holdings'],
  ['--metrics', '0'],
  ['--log', 'log'],
  ['--log-level', 'info'],
])('a backtest refuses %s, which is of paper and live', (...option) => {
  const own = config('market-maker')
  const ran = run('--strategy', example('market-maker'), '--config', own, ...option)
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  const [name] = option
  expect(ran.stderr).toMatch(new RegExp(`^isobar: ${name} is of paper and live: a backtest .*\\n$`))
})

test('the help says of each option which modes it is of, where it is not of all', () => {
  const help = run('--help').stdout.replaceAll(/\n {10,}/g, ' ')
  const modes = (option: string): string | undefined =>
    new RegExp(`^ +${option}(?: <[a-z]+>)?  +(backtest|paper and live|live): `, 'm').exec(help)?.[1]
  const ofLive = ['journal', 'duration', 'keys', 'accept-holdings', 'metrics', 'log', 'log-level']
  for (const name of ofLive) expect(modes(`--${name}`), name).toBe('paper and live')
  expect(modes('--live-orders')).toBe('live')
  for (const name of ['equity', 'no-trials']) expect(modes(`--${name}`), name).toBe('backtest')
  for (const name of ['limits', 'seed', 'save']) expect(modes(`--${name}`), name).toBe(undefined)
})

test.each([
  ['a field nobody knows', { limits: { leverage: 3 } }, 'no field leverage'],
  ['a queue that is none', { venues: { '*': { queue: 'best' } } }, 'queue: expected risk-averse'],
  ['a venue that is not there', { venues: { kraken: {} } }, 'no kraken in the recordings'],
  ['a venue left out', { venues: { binance: {} } }, 'nothing is said of okx'],
  [
    'a strategy named twice',
    { strategy: undefined, strategies: [{ file: example('market-maker') }] },
    '--strategy names one strategy, and the configuration lists strategies',
  ],
  ['a seed that is no whole number', { seed: 1.5 }, 'seed: expected a whole number, got 1.5'],
  ['an instrument that is not there', { strategy: { instrument: 'x:A-B' } }, 'no instrument x:A-B'],
  [
    'a setting that nobody reads',
    { strategy: { ...settings['market-maker'], notionnal: 3 } },
    'strategy: no setting notionnal is read by market maker; nearest are notional, ',
  ],
  [
    'an instrument that was not recorded',
    { instruments: ['binance:BTC-USDT', 'okx:ETH-UDST'] },
    'instruments: no okx:ETH-UDST in the recordings; nearest are okx:ETH-USDT',
  ],
  [
    'a currency without a rate',
    { reporting: { currency: 'EUR', capital: 1 } },
    'nothing says what one USDT is worth in EUR, and binance:BTC-USDT is quoted in it',
  ],
])('%s is wrong usage, in one line', (_, change, message) => {
  const ran = run('--strategy', example('market-maker'), '--config', config('market-maker', change))
  expect(ran.exitCode).toBe(2)
  expect(ran.stderr).toContain(message)
})

test.each([
  ['a clock', 'export const strategy = () => Date.now()', 'uses Date: time comes with every event'],
  [
    'a random number',
    'export const strategy = () => Math.random()',
    'uses Math.random: use desk.uniform()',
  ],
  [
    'a package',
    "import { readFileSync } from 'node:fs'\nexport const strategy = readFileSync",
    'cannot import node:fs',
  ],
  ['a syntax error', 'export const strategy = (', 'Unexpected'],
  ['a fault of its own', "throw new Error('mine')", 'it threw while it was read: Error: mine'],
  ['no strategy', 'export const other = 1', 'expected it to export a function called strategy'],
])('a strategy with %s is refused', async (name, code, message) => {
  const path = file(`${name.replaceAll(' ', '-')}.ts`, code)
  await expect(loadStrategy(path)).rejects.toThrow(message)
})

test('a strategy may have names of its own, whatever they are, and files beside it', async () => {
  file('beside.ts', 'export const Date = (): number => 7')
  const path = file(
    'own.ts',
    "import { Date } from './beside'\nimport { noIntents } from 'isobar/engine'\nexport const strategy = () => ({ name: `${Date()}`, begin: () => 0, decide: () => noIntents })",
  )
  const { strategy, files } = await loadStrategy(path)
  expect(files).toEqual([path, join(root, 'beside.ts')])
  expect(strategy({ settings: {}, instruments: [] }).name).toBe('7')
})

test('what a strategy throws is told in one line, with the instant it was at', () => {
  const code = `export const strategy = () => ({
    name: 'x', begin: () => 0, decide: () => { throw new Error('my bug') },
  })`
  const bare = config('market-maker', { strategy: {} })
  const ran = run('--strategy', file('throws.ts', code), '--config', bare)
  expect(ran.exitCode).toBe(2)
  expect(ran.stderr).toMatch(/^isobar: a strategy threw at 2023-11-14T22:13:2.*: Error: my bug\n$/)
})

test('what is no intent is told in one line, and nothing goes on', () => {
  const code = `export const strategy = () => ({
    name: 'x', begin: () => 0, decide: () => [{ kind: 'plase', order: {} }],
  })`
  const bare = config('market-maker', { strategy: {} })
  const ran = run('--strategy', file('odd.ts', code), '--config', bare)
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  expect(ran.stderr).toMatch(
    /^isobar: x, at 2023-11-14T22:13:2.*Z: no intent of kind "plase"; nearest are place,.*\n$/,
  )
  const none = file('none.ts', code.replace("[{ kind: 'plase', order: {} }]", 'undefined'))
  expect(run('--strategy', none, '--config', bare).stderr).toContain('decide gave no list of')
})
