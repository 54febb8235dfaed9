import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'
import { runIsobar } from './run-isobar.ts'

// `isobar route`, as a user's script runs it.

let folder: string
let books: string

const rules = { instrument: 'BTC-USDT', tickSize: 0.01, lotSize: '0.001', minNotional: 10 }
const small = { ...rules, venue: 'small', takerFeeBps: 0, bids: [[99, 1]], asks: [['100.10', 1]] }
const deep = {
  ...rules,
  venue: 'deep',
  takerFeeBps: 10,
  bids: [[99.5, 4]],
  asks: [
    [100.2, 3],
    [100.7, '4.0005'],
  ],
}
const crossed = { ...rules, venue: 'crossed', takerFeeBps: 0, bids: [[101, 9]], asks: [[90, 9]] }

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-route-'))
  books = write('books.json', [small, deep, crossed])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, value: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(value))
  return file
}

const run = (...args: readonly string[]) => runCommand(['route', ...args], join(folder, 'home'))

test('a buy is split over the venues, every field as the contract says', () => {
  const ran = run('buy', '4', '--books', books, '--json')
  expect(ran.exitCode).toBe(0)
  const { elapsedUs, ...result } = JSON.parse(ran.stdout) as Record<string, unknown>
  expect(elapsedUs).toBeGreaterThan(0)
  // 100.1 + 3 x 100.2 x 1.001 against 4 at the deep venue: 3 x 100.2 and 100.7, all x 1.001.
  expect(result).toMatchObject({
    side: 'buy',
    quantity: 4,
    filled: 4,
    averagePrice: 100.175,
    cost: 401.0006,
    mid: 99.8,
    // The test's own arithmetic loses three digits.
    costBps: expect.closeTo((401.0006 / 4 / 99.8 - 1) * 1e4, 9),
    lowerBound: 401.0006,
    gapBps: 0,
    singleVenue: { venue: 'deep', cost: 401.7013 },
    excluded: [{ venue: 'crossed', instrument: 'BTC-USDT', class: 'spot', reason: 'crossed' }],
  })
  expect(result['legs']).toMatchObject([
    {
      venue: 'small',
      quantity: 1,
      averagePrice: 100.1,
      worstPrice: 100.1,
      notional: 100.1,
      fee: 0,
    },
    { venue: 'deep', quantity: 3, averagePrice: 100.2, notional: 300.6, fee: 0.3006 },
  ])
})

test('what cannot be filled ends with 5 and says what can', () => {
  const ran = run('sell', '9', '--books', books, '--json')
  expect(ran.exitCode).toBe(5)
  expect(JSON.parse(ran.stdout)).toMatchObject({ filled: 5, cost: -496.602, singleVenue: null })
  const more = run('buy', '--exclude', 'deep', '1e15', '--books', books, '--json')
  expect(JSON.parse(more.stdout)).toMatchObject({ quantity: 1e15, filled: 1 })
  const nothing = run('buy', '0.00001', '--books', books, '--json')
  expect(nothing.exitCode).toBe(5)
  expect(JSON.parse(nothing.stdout)).toMatchObject({ filled: 0, legs: [], averagePrice: null })
})

test('a person reads a table and one line that concludes', () => {
  const balances = write('balances.json', { deep: { USDT: '300' }, small: { USDT: 1000 } })
  const ran = run('buy', '4', '--books', books, '--balances', balances)
  expect(ran.exitCode).toBe(5)
  expect(ran.stdout).toMatch(/left out: crossed BTC-USDT \(spot\), its book is crossed in itself/)
  expect(ran.stdout.trim().split('\n').at(-1)).toMatch(/^Buying 3.991 BTC pays .* USDT.*of 4: more/)
})

test.each([
  ['a quantity that is none', ['buy', '-1', '--books', 'BOOKS'], 2, /quantity/],
  [
    'a venue that is misspelt',
    ['buy', '1', '--books', 'BOOKS', '--exclude', 'smal'],
    2,
    /--exclude: no smal there; nearest is small/,
  ],
  [
    'holdings at a venue that is misspelt',
    ['buy', '1', '--books', 'BOOKS', '--balances', 'HELD'],
    2,
    /--balances .*no smal there, and nothing said of small/,
  ],
  ['a file without books', ['buy', '1', '--books', 'EMPTY'], 3, /at least one book/],
  ['an instrument that is no pair', ['buy', '1', '--books', 'FOO'], 3, /\[0\]\.instrument.*foo/],
  ['no books at all', ['buy', '1'], 2, /--books/],
  ['a file that is not there', ['buy', '1', '--books', 'nowhere.json'], 1, /nowhere.json/],
  ['unsorted levels', ['buy', '1', '--books', 'UNSORTED'], 3, /\[0\]\.asks/],
  ['a lot of zero', ['buy', '1', '--books', 'LOTLESS'], 3, /\[1\]\.lotSize/],
  ['a book that is there twice', ['buy', '1', '--books', 'TWICE'], 3, /\[1\].*once/],
  ['a price below zero', ['buy', '1', '--books', 'NEGATIVE'], 3, /\[0\]\.bids\[0\]/],
])('%s is told in one line', (_, args, exitCode, message) => {
  const files: Readonly<Record<string, unknown>> = {
    BOOKS: [small],
    EMPTY: [],
    FOO: [{ ...small, instrument: 'foo' }],
    HELD: { smal: { USDT: 1e6 } },
    UNSORTED: [{ ...deep, asks: deep.asks.toReversed() }],
    LOTLESS: [small, { ...deep, lotSize: 0 }],
    TWICE: [small, small],
    NEGATIVE: [{ ...small, bids: [[-1, 1]] }],
  }
  const ran = run(...args.map((arg) => (arg in files ? write(`${arg}.json`, files[arg]) : arg)))
  expect(ran.exitCode).toBe(exitCode)
  expect(ran.stderr).toMatch(message)
  expect(ran.stderr.trim().split('\n')).toHaveLength(1)
})

test('another contract and another asset under the same ticker are left out, and said', () => {
  const perpetual = { ...deep, venue: 'perps', instrument: 'BTC-USDT-PERP' }
  const dated = { ...deep, venue: 'dated', instrument: 'BTC-USDT-270326' }
  const tenth = { ...small, venue: 'cheap', bids: [[9.9, 9]], asks: [[10.01, 9]] }
  const mixed = write('mixed.json', [tenth, small, deep, perpetual, dated])
  const ran = run('buy', '4', '--books', mixed, '--json')
  expect(JSON.parse(ran.stdout)).toMatchObject({
    filled: 4,
    cost: 401.0006,
    excluded: [
      { venue: 'perps', reason: 'other-class' },
      { venue: 'dated', reason: 'other-class' },
      { venue: 'cheap', reason: 'other-asset' },
    ],
  })
  const { stdout } = run('buy', '4', '--books', mixed)
  expect(stdout).toMatch(/left out: cheap BTC-USDT \(spot\), .*1\.5/)
  expect(stdout).toMatch(/left out: perps \S+ \(linear\), another class than spot, which is routed/)
})

test('of contracts base units are bought, and least quantities are kept', () => {
  const perpetual = { ...small, venue: 'okx-swap', instrument: 'BTC-USDT-SWAP' }
  // Contracts of a hundredth: 4 of them at 100.10, at least two.
  const contracts = { lotSize: 0.1, minQuantity: 2, contractSize: '0.01', asks: [[100.1, 4]] }
  const one = write('contracts.json', [{ ...perpetual, ...contracts, minNotional: 0 }])
  const ran = JSON.parse(run('buy', '0.0257', '--books', one, '--json').stdout) as object
  expect(ran).toMatchObject({ filled: 0.025, legs: [{ quantity: 0.025, notional: 2.5025 }] })
  const little = run('buy', '0.0199', '--books', one)
  expect([little.exitCode, little.stdout]).toEqual([
    5,
    expect.stringContaining('the least order is 0.02 BTC'),
  ])
  const wrong = write('wrong.json', [{ ...perpetual, ...contracts, contractSize: 0 }])
  expect(run('buy', '1', '--books', wrong)).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('[0].contractSize') as string,
  })
  const inverse = { ...small, venue: 'bitmex', instrument: 'BTC-USD' }
  const both = write('inverse.json', [inverse, { ...perpetual, ...contracts, minNotional: 0 }])
  expect(JSON.parse(run('buy', '0.03', '--books', both, '--json').stdout)).toMatchObject({
    filled: 0.03,
    excluded: [{ venue: 'bitmex', reason: 'inverse' }],
  })
})

test('where nothing can be filled no venue is compared, and a lot that is too large is named', () => {
  expect(run('buy', '0.0001', '--books', books).stdout.trim().split('\n').at(-1)).toBe(
    'Nothing of 0.0001 BTC can be filled: the least lot is 0.001 BTC.',
  )
  expect(run('buy', '0.0001', '--books', books).stdout).not.toContain('no single venue')
})

test('legs say their currency, and what a quote was taken to be worth', () => {
  const dollars = { ...small, venue: 'dollars', instrument: 'BTC-USD' }
  const two = write('two.json', [dollars, deep])
  const asked = ['buy', '2', '--books', two, '--quote-map', 'USDT=USD:0.9991']
  const { stdout } = run(...asked)
  expect(stdout).toMatch(/dollars .* 100\.10 USD +0\.00 USD\n/)
  expect(stdout).toMatch(/deep .* 100\.20 USDT +0\.10 USDT\n/)
  expect(stdout).toContain('1 USDT is taken to be 0.9991 USD')
  expect(JSON.parse(run(...asked, '--json').stdout)).toMatchObject({
    quote: 'USD',
    quoteRates: { USDT: 0.9991 },
    legs: [{ quote: 'USD' }, { quote: 'USDT' }],
  })
})

const words = (text: string): string[] => text.split(' ')

test('a schedule over a file of books routes each slice', () => {
  const asked = ['schedule', 'buy', '6', '--books', books, '--slices', '3', '--algorithm']
  const twap = run(...asked, 'twap', '--json')
  expect(twap.exitCode).toBe(0)
  const document = JSON.parse(twap.stdout) as { slices: { filled: number }[]; filled: number }
  expect(document.filled).toBeCloseTo(6, 12)
  expect(document.slices.map(({ filled }) => filled)).toEqual([2, 2, 2])
  const figures = words('--volatility-bps-per-day 4000 --temporary-impact 20 --risk-aversion 0.01')
  const urgent = run(...asked, 'almgren-chriss', ...figures)
  expect(urgent.stdout).toMatch(/^the model expects a cost of [\d.,]+ USDT with .* USDT, fees/m)
  expect(run(...asked, 'twap').stdout).toContain('find its books whole again')
  expect(urgent.stdout).toMatch(/^Buying 6 of 6 by almgren-chriss at .* bps of the mid/m)
  expect(run(...asked, 'vwap').stderr).toMatch(/--bars/)
  expect(run(...asked, 'pov')).toMatchObject({ exitCode: 2 })
  expect(run(...asked, 'twap').stdout).toContain('left out: crossed BTC-USDT')
  const live = run(...asked, 'twap', '--quote-map', 'USDT=USD:live')
  expect([live.exitCode, live.stderr]).toEqual([2, expect.stringContaining('takes a rate of USDT')])
})

test('an impact that the books do not tell is not taken for none', () => {
  const volatility = words('--slices 4 --algorithm almgren-chriss --volatility-bps-per-day 400')
  // Bids whose sums of fills round differently, and more than is sold at the best of them.
  const bids = [
    [30_000.1, 7.3],
    [29_990.7, 50],
  ]
  const flat = write('flat.json', [{ ...deep, bids, asks: [[30_001.3, 9]] }])
  const unknown = run('schedule', 'sell', '3', '--books', flat, ...volatility)
  expect([unknown.exitCode, unknown.stderr]).toEqual([
    2,
    expect.stringContaining('almgren-chriss needs --temporary-impact: all of the order is filled'),
  ])
  // A slice of two is within the touch, the whole is not.
  const ran = run('schedule', 'sell', '8', '--books', flat, ...volatility, '--json')
  const { model, slices } = JSON.parse(ran.stdout) as {
    model: { temporaryImpact: number }
    slices: { quantity: number }[]
  }
  expect(model.temporaryImpact).toBeGreaterThan(1e-3)
  expect(slices[0]!.quantity).toBeLessThan(8)
})

test('a recorded market is worked through: estimates with errors, costs that add up', () => {
  const recording = join(folder, 'recording')
  const make = words(
    'market synthesize --duration 40s --bases BTC --venues kraken,coinbase --quiet',
  )
  const home = join(folder, 'home')
  expect(runCommand([...make, '--out', recording], home).exitCode).toBe(0)
  const at = ['--recording', recording, '--at', '2024-01-01T00:00:32Z', '--json']
  const how = words('--algorithm almgren-chriss --slices 3 --duration 6s')
  const ran = run('schedule', 'buy', '0.5', ...how, ...at)
  expect(ran.exitCode).toBe(0)
  const { costs, estimates, filled } = JSON.parse(ran.stdout) as {
    filled: number
    costs: Record<(typeof parts)[number] | 'total', number>
    estimates: { volatility: { value: number; standardError: number } }
  }
  expect(filled).toBeCloseTo(0.5, 12)
  const sum = parts.reduce((all, part) => all + costs[part], 0)
  // Sums of prices around 6e4, rounded at the last of their digits.
  expect(Math.abs(sum - costs.total)).toBeLessThan(1e-6)
  expect(estimates.volatility.standardError).toBeGreaterThan(0)
  const scheduled = run('schedule', 'buy', '1', ...how, ...at, '--quote-map', 'USDT=USD:live')
  expect([scheduled.exitCode, scheduled.stderr]).toEqual([
    2,
    expect.stringContaining('takes a rate of USDT'),
  ])
  const late = run('schedule', 'buy', '1', ...how, ...at, '--duration', '1h')
  expect(late.exitCode).toBe(2)
  expect(late.stderr).toMatch(/ends at 2024-01-01T00:00:/)
  const rated = join(folder, 'rated')
  const made = words('market synthesize --duration 5s --bases BTC,USDT --venues kraken,binance')
  expect(runCommand([...made, '--quiet', '--out', rated], home).exitCode).toBe(0)
  const then = words(`--recording ${rated} --at 2024-01-01T00:00:04Z --taker-fee-bps 5 --json`)
  const live = run('buy', '0.3', ...then, '--quote-map', 'USDT=USD:live')
  expect(JSON.parse(live.stdout)).toMatchObject({
    filled: 0.3,
    quote: 'USD',
    quoteRates: { USDT: expect.closeTo(1, 2) },
    class: 'spot',
    excluded: [{ venue: 'binance', class: 'linear', reason: 'other-class' }],
  })
  const none = run('sell', '0.3', ...at, '--quote-map', 'USDT=USD:live')
  expect([none.exitCode, none.stdout]).toEqual([
    2,
    expect.stringContaining('what a USDT is in USD'),
  ])
  expect(JSON.parse(run('sell', '0.3', ...at).stdout)).toMatchObject({ filled: 0.3, quote: 'USD' })
})

const parts = ['timing', 'arrival', 'spread', 'impact', 'fee', 'opportunity'] as const

interface SavedRun {
  readonly command: string
  readonly inputs: readonly { readonly file: string }[]
  readonly parameters: Readonly<Record<string, unknown>>
  readonly result: Record<string, unknown> & {
    readonly summary: string
    readonly curve: readonly {
      readonly quantity: number
      readonly filled: number
      readonly costBps: number
      readonly singleCostBps: number | null
    }[]
    readonly books: readonly { readonly venue: string; readonly asks: readonly unknown[] }[]
    readonly frontier: readonly unknown[]
  }
}

const savedIn = (save: string): SavedRun =>
  JSON.parse(readFileSync(join(save, 'run.json'), 'utf8')) as SavedRun

test('a saved route has its books, what other sizes cost, and a page', () => {
  const save = join(folder, 'saved')
  const map = ['--quote-map', 'USDT=USD:0.999', '--limit-price', '200']
  const ran = run('buy', '4', '--books', books, '--save', save, ...map)
  expect(ran.exitCode, ran.stderr).toBe(0)
  const { command, inputs, parameters, result } = savedIn(save)
  expect(command).toBe('route buy')
  expect(inputs.map(({ file }) => file)).toEqual([books])
  expect(parameters).toMatchObject({
    quantity: 4,
    limitPrice: 200,
    quoteMap: { USDT: 'USD:0.999' },
  })
  expect(result.summary.split('\n').at(-1)).toBe(ran.stdout.trim().split('\n').at(-1))
  expect(result.books.map(({ venue, asks }) => [venue, asks.length])).toEqual([
    ['small', 1],
    ['deep', 2],
  ])
  const { curve } = result
  const whole = curve.find(({ quantity }) => quantity === 4)!
  expect(whole.costBps).toBe(result['costBps'])
  // Both venues have 8.0005 of it, 8 in whole lots; the deep one alone 7.
  expect(curve.at(-1)).toMatchObject({ quantity: 8, filled: 8, singleCostBps: null })
  for (const [k, { costBps, singleCostBps }] of curve.entries()) {
    expect(singleCostBps ?? Infinity).toBeGreaterThanOrEqual(costBps)
    // The first levels cost alike.
    expect(costBps).toBeGreaterThanOrEqual((curve[k - 1]?.costBps ?? 0) - 1e-9)
  }
  const page = join(folder, 'route.html')
  expect(runCommand(['report', save, '--out', page], join(folder, 'home')).exitCode).toBe(0)
  expect(readFileSync(page, 'utf8')).toContain('isobar route buy')
})

test('a route is entered as a trial of what it was shown, once, unless it is asked not to be', () => {
  const home = join(folder, 'ledger')
  const asked = ['route', 'buy', '1', '--books', books]
  const buy = (...more: string[]) => runCommand([...asked, ...more], home)
  const left = runIsobar([...asked, '--no-trials'], home)
  expect(left.stderr).toContain('not entered in the trials ledger')
  const told = buy()
  expect(told.stdout).toMatch(/, over 1 order: proven cheapest\.\n$/)
  expect(buy('--json').exitCode).toBe(0)
  const entries = readFileSync(join(home, 'trials.jsonl'), 'utf8').trim().split('\n')
  const trials = entries.map((line) => JSON.parse(line) as { hash: string; kind: string })
  expect(trials.map(({ kind }) => kind)).toEqual(['route', 'route'])
  expect(new Set(trials.map(({ hash }) => hash)).size).toBe(1)
})

test('a schedule wants all of its order, however little the first books have', () => {
  const save = join(folder, 'saved-schedule')
  const figures = words('--volatility-bps-per-day 4000 --temporary-impact 20')
  const how = words('schedule buy 20 --slices 4 --algorithm twap --save')
  const ran = run(...how, save, '--books', books, ...figures)
  expect(ran.exitCode, ran.stderr).toBe(0)
  const { command, result } = savedIn(save)
  expect(command).toBe('route schedule')
  expect(result).toMatchObject({ kind: 'route-schedule', version: 1, filled: 20 })
  expect(result.frontier).toHaveLength(33)
  // Even slices are where the frontier begins.
  expect(result['place']).toMatchObject({
    ...(result.frontier[0] as object),
    riskAversion: null,
    expectedCost: expect.closeTo((result.frontier[0] as { expectedCost: number }).expectedCost, 6),
  })
})
