import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test, type TestContext } from 'vitest'
import type { EngineResult } from '../src/engine/engine-result.ts'
import { compareTrades, type TradeComparison } from '../src/research/parity/trade-comparison.ts'
import { writePlantedTape } from './arbitrage/planted-tape.ts'
import { deskInBrowser } from './desk-browser.ts'
import { runCommand } from './run-command.ts'

// Reports of runs that have no page on the desk: arbitrage, routing, and kinds no page knows.

const { folder, desk, openPage } = deskInBrowser()
const home = join(folder, 'home')

function done(...args: readonly string[]): void {
  const ran = runCommand(args, home)
  expect(ran.exitCode, ran.stderr).toBe(0)
}

/** Runs a command, renders what it saved, and opens that. */
async function reported(context: TestContext, name: string, args: readonly string[]) {
  const chosen = await desk(context)
  const save = join(folder, name)
  done(...args, '--save', save)
  return openPage(chosen, fileOf(save))
}

function fileOf(save: string): string {
  const file = `${save}.html`
  done('report', save, '--out', file)
  return pathToFileURL(file).href
}

function levels(from: number, step: number, quantity: number): readonly number[][] {
  return Array.from({ length: 8 }, (_, k) => [Number((from + k * step).toFixed(1)), quantity])
}

function writtenBooks(): string {
  const rules = { instrument: 'BTC-USD', tickSize: 0.1, lotSize: 0.01, minNotional: 1 }
  const books = ['near', 'far'].map((venue, k) => ({
    ...rules,
    venue,
    takerFeeBps: 5 - k * 3,
    bids: levels(99.9, -0.1, 2 + k),
    asks: levels(100, 0.1, 2 + k),
  }))
  const file = join(folder, 'books.json')
  writeFileSync(file, JSON.stringify(books))
  return file
}

test('a route shows its legs, its cost against size and all books as one', async (context) => {
  const books = writtenBooks()
  const page = await reported(context, 'route', ['route', 'buy', '12', '--books', books])
  expect(await page.innerText('.conclusion')).toMatch(/^Buying 12 BTC pays .* proven cheapest/)
  expect(await page.locator('[aria-label="Legs"] tbody tr').count()).toBe(2)
  expect(await page.locator('[aria-label="Cost against size"] path.chart-line').count()).toBe(2)
  expect(await page.textContent('.chart-mark-name')).toBe('this order')
  expect(await page.locator('.ladder .loss').first().innerText()).toBe('100.7')
  const best = page.locator('.ladder .gain').first()
  expect(await best.innerText()).toBe('99.9')
  // 99.9 less the far venue's 2 bps.
  await page.click('text=after taker fees')
  expect(await best.innerText()).toMatch(/^99\.880/)
})

test('a schedule shows what is left, and its place beside the best there are', async (context) => {
  const figures = '--volatility-bps-per-day 4000 --temporary-impact 20 --risk-aversion 0.01'
  const how = `route schedule buy 12 --slices 4 --algorithm almgren-chriss ${figures} --books`
  const page = await reported(context, 'schedule', [...how.split(' '), writtenBooks()])
  expect(await page.innerText('h1')).toBe('Almgren-Chriss: buy 12')
  expect(await page.textContent('.chart-mark-name')).toBe('this schedule')
  expect(await page.locator('[aria-label="Slices"] tbody tr').count()).toBe(4)
  expect(await page.innerText('[aria-label="Cost by cause"]')).toContain('Impact')
})

test('a scan and its backtest show what there was venue by venue and what was made of it', async (context) => {
  const tape = join(folder, 'tape')
  mkdirSync(tape)
  const { fees, planted } = writePlantedTape(tape)
  const how = [tape, '--fees', fees, '--latency-ms', '0', '--hourly']
  const page = await reported(context, 'scan', ['arb', 'scan', ...how])
  const rows = page.locator('.opportunities-grid .grid-row')
  expect(await rows.count()).toBe(planted.length)
  await rows.first().click()
  expect(await page.innerText('.legs caption')).toMatch(/ended because/)
  await page.click('button:text-is("times")')
  const times = await page.locator('.edge-matrix tbody td[style]').allInnerTexts()
  expect(times.reduce((sum, text) => sum + Number(text), 0)).toBe(planted.length)
  await page.click('button:text-is("at the best moment")')
  expect(await page.locator('.edge-matrix tbody td[style]').count()).toBeGreaterThan(1)
  expect(await page.locator('.ladder .gain').count()).toBeGreaterThan(0)

  const traded = await reported(context, 'backtest', ['arb', 'backtest', ...how.slice(0, -1)])
  expect(await traded.innerText('.conclusion')).toMatch(/opening|after every cost/)
  expect(await traded.innerText('[aria-label="Money by cause"]')).toContain('Fees')
})

test('two runs beside one another are the tables of the command, and say whose figures they are', async (context) => {
  const chosen = await desk(context)
  const save = join(folder, 'compared')
  mkdirSync(save)
  const run = { format: 1, command: 'report a --compare b', version: '0', seed: null, inputs: [] }
  const result = comparisonFixture()
  writeFileSync(join(save, 'run.json'), JSON.stringify({ ...run, parameters: {}, result }))
  const page = await openPage(chosen, fileOf(save))
  expect(await page.innerText('.conclusion')).toBe(result.conclusion)
  const cells = (label: string): Promise<string[][]> =>
    page
      .locator(`[aria-label="${label}"] tr`)
      .evaluateAll((rows) =>
        rows.map((row) => Array.from(row.querySelectorAll('th, td'), (cell) => cell.textContent)),
      )
  const causes = ['price', 'spread', 'slippage', 'fees', 'funding']
  expect(await cells('Runs')).toEqual([
    ['', 'fills', 'maker', 'turnover', ...causes, 'total'],
    [
      'first, backtest anew',
      '1,101',
      '57',
      '75,246',
      '−5.00',
      '0.00',
      '0.00',
      '−26.50',
      '0.00',
      '−31.50',
    ],
    ['second, paper', '96', '39', '68,766', '−6.00', '0.00', '0.00', '−27.75', '0.00', '−33.75'],
    ['second less first', '', '', '', '−1.00', '0.00', '0.00', '−1.25', '0.00', '−2.25'],
  ])
  expect(await cells('Of the gap')).toEqual([
    ['', '', 'USDT', 'share', 'fills then'],
    ['feed latency', '', '−1.50', '66.7\u202f%', '1,050'],
    ['unexplained', '', '−0.75', '33.3\u202f%', '96'],
  ])
  expect(await page.innerText('[aria-label="Whose figures"]')).toBe(
    result.runs.map(({ name, figures }) => `${name}: ${figures}`).join('\n'),
  )
})

function comparisonFixture(): TradeComparison {
  const first = ranFixture('backtest', [1_101, 57, 75_246], { price: -5, fees: -26.5 })
  const result = ranFixture('backtest', [1_050, 50, 70_000], { price: -5, fees: -28 })
  return compareTrades({
    first,
    second: ranFixture('paper', [96, 39, 68_766], { price: -6, fees: -27.75 }),
    replaced: [{ cause: 'feed latency', result }],
    unsplit: null,
    anew: { from: first.from, to: first.from + 60_000, saved: first },
  })
}

/** Of a run what a comparison looks at. */
function ranFixture(
  mode: EngineResult['mode'],
  [fills, makerFills, turnover]: readonly [number, number, number],
  { price, fees }: { readonly price: number; readonly fees: number },
): EngineResult {
  return {
    mode,
    from: Date.UTC(2026, 0, 1),
    to: Date.UTC(2026, 0, 2),
    instruments: [{ fills, makerFills, turnover }],
    pnl: { total: price + fees, price, spread: 0, slippage: 0, fees, funding: 0 },
    reporting: { currency: 'USDT' },
    orders: { commands: 9 },
  } as unknown as EngineResult
}

test('a kind without a page is shown by its names, as it was printed where it kept that', async (context) => {
  const chosen = await desk(context)
  const save = join(folder, 'plain')
  mkdirSync(save)
  const result = {
    kind: 'queue-something',
    version: 3,
    summary: 'as  it   was printed',
    share: { value: 0.25 },
    rows: [{ name: '<b>bold</b>', count: 2 }],
  }
  const run = { format: 1, command: 'market something', version: '0', seed: 1, inputs: [] }
  writeFileSync(join(save, 'run.json'), JSON.stringify({ ...run, parameters: {}, result }))
  const page = await openPage(chosen, fileOf(save))
  expect(await page.innerText('pre')).toBe('as  it   was printed')
  expect(await page.innerText('[aria-label="Fields"]')).toContain('share.value')
  expect(await page.innerText('[aria-label="rows"] td')).toBe('<b>bold</b>')
  expect(readFileSync(`${save}.html`, 'utf8')).not.toContain('<b>bold')
})
