import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, expect, test, type TestContext } from 'vitest'
import { renderReport } from '../src/app/report/render-report.ts'
import { buildServer } from '../src/app/server/build-server.ts'
import type { DeskJobs } from '../src/app/server/desk-jobs.ts'
import { available, unavailable } from '../src/math/outcome.ts'
import type { BarSeries } from '../src/core/bars.ts'
import { defaultPairParameters } from '../src/protocol/pair-parameters.ts'
import { screenFixture, seriesNames } from './desk-fixture.ts'
import { pairFixture } from './desk-pair-fixture.ts'
import { walkForwardFixture } from './desk-walk-forward-fixture.ts'
import { chromiumPath, needs } from './need.ts'
import { projectFolder } from './source-files.ts'

// The page in a real browser, on a server with made-up answers.

const folder = mkdtempSync(join(tmpdir(), 'isobar-desk-'))
const webFolder = join(folder, 'web')
const names = seriesNames(100)
const jobs: DeskJobs = {
  screen: (series) => Promise.resolve(screenFixture(1, series.length)),
  pair: ({ y, x }, parameters) =>
    Promise.resolve(pairFixture({ y: y.instrument.name, x: x.instrument.name }, parameters)),
  pairNull: async (_input, { nullRuns }, { onProgress }) => {
    onProgress?.(40, 70)
    await new Promise((resolve) => setTimeout(resolve, 400)) // long enough to be seen
    const { null: drawn } = walkForwardFixture(1)
    return available({ null: { ...drawn!, runs: nullRuns }, conclusion: 'Earns by chance.' })
  },
  walkForward: async (_input, { maxPairs, formationBars }, { onProgress, signal }) => {
    if (formationBars === 9_000) return unavailable('too-few-rows', 'too few rows: 420')
    onProgress?.(3, 5)
    // At most 9 pairs: one that goes on until it is cancelled.
    if (maxPairs === 9) await new Promise((_, reject) => signal?.addEventListener('abort', reject))
    return available(walkForwardFixture(1))
  },
}

interface Desk {
  readonly browser: Browser
  readonly address: string
  readonly close: () => Promise<void>
}

let started: Promise<Desk> | undefined

/** Builds the page, starts server and browser; once for all tests here. */
function desk(context: TestContext): Promise<Desk> {
  needs('browser', context)
  started ??= startDesk()
  return started
}

async function startDesk(): Promise<Desk> {
  const configFile = join(projectFolder, 'vite.config.ts')
  const root = join(projectFolder, 'web')
  await build({ configFile, root, logLevel: 'error', build: { outDir: webFolder } })
  const { server, address } = await serve()
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const close = async (): Promise<void> => {
    await browser.close()
    await server.close()
  }
  return { browser, address, close }
}

async function serve() {
  const universe = { venue: 'synthetic', timeframe: '1h', series: names }
  const options = {
    data: {
      source: { kind: 'synthetic', seed: 1 } as const,
      universes: () => [universe],
      funding: () => Promise.resolve(undefined),
      bars: () =>
        Promise.resolve({
          series: names.map(
            (name) => ({ instrument: { name }, open: [1] }) as unknown as BarSeries,
          ),
          skipped: [],
        }),
    },
    port: 0,
    webFolder,
    version: '0.0.0',
  }
  const server = await buildServer(options, jobs)
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  return { server, address: `http://127.0.0.1:${port}/` }
}

afterAll(async () => {
  await (await started)?.close()
  rmSync(folder, { recursive: true })
})

const faults: string[] = []
const pages: Page[] = []

/** A page whose every complaint, and every request to anyone but us, is a fault. */
async function openPage({ browser }: Desk, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  pages.push(page)
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    const isOwn = hostname === '127.0.0.1' || protocol === 'file:' || protocol === 'data:'
    if (!isOwn) faults.push(`asked ${request.url()}`)
  })
  await page.goto(url)
  return page
}

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.close()))
  const found = faults.splice(0)
  if (found.length > 0) throw new Error(`the page complained: ${found.join('; ')}`)
})

const firstRow = '#pairs-grid .grid-window [role=row]:first-child'

test('all 9,900 rows are there, few of them drawn, and the source is said in large letters', async (context) => {
  const page = await openPage(await desk(context), (await desk(context)).address)
  await page.waitForSelector(firstRow)
  expect(await page.getAttribute('#pairs-grid', 'aria-rowcount')).toBe('9901')
  expect(await page.locator('#pairs-grid .grid-window [role=row]').count()).toBeLessThan(80)
  expect(await page.innerText('.synthetic')).toBe('SYNTHETIC DATA, seed 1')
  await page.locator('#pairs-grid').focus()
  await page.keyboard.press('End')
  await page.waitForSelector('[aria-rowindex="9901"]')
})

test('sorting 9,900 rows by any column takes no long task', async (context) => {
  const page = await openPage(await desk(context), (await desk(context)).address)
  await page.waitForSelector(firstRow)
  await page.waitForTimeout(300) // what loading the page takes is not what is measured
  await page.evaluate(() => {
    const seen = { count: 0 }
    Object.assign(window, { seen })
    new PerformanceObserver((list) => (seen.count += list.getEntries().length)).observe({
      type: 'longtask',
    })
  })
  const countDuring = async (work: () => Promise<void>): Promise<number> => {
    const read = () => page.evaluate(() => (window as unknown as { seen: { count: number } }).seen)
    const before = await read()
    await work()
    await page.waitForTimeout(150) // the browser tells of a task only after it
    return (await read()).count - before.count
  }
  // In a timer, as a reader's click is a task of the page: what a debugger calls is not counted.
  const planted = await countDuring(() =>
    page.evaluate(() => {
      setTimeout(() => {
        const end = performance.now() + 120
        while (performance.now() < end);
      })
    }),
  )
  expect(planted, 'the observer sees a task that is long').toBe(1)
  const heads = await page.locator('#pairs-grid .grid-head button').all()
  for (const head of heads) {
    // The machine may be busy with other things for a moment: the best of three clicks is ours.
    const counts: number[] = []
    for (let click = 0; click < 3 && !counts.includes(0); click++) {
      const count = await countDuring(async () => {
        await head.evaluate((button: HTMLElement) => {
          setTimeout(() => button.click())
          return new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn)))
        })
      })
      counts.push(count)
    }
    expect(counts, await head.innerText()).toContain(0)
  }
  expect(await page.getAttribute('[role=columnheader].cell-observations', 'aria-sort')).not.toBe(
    'none',
  )
})

test('sort, filter and keyboard lead to a pair, and back to the same table', async (context) => {
  const page = await openPage(await desk(context), (await desk(context)).address)
  await page.click('[role=columnheader].cell-halfLifeBars button')
  await page.keyboard.press('/')
  await page.keyboard.type('eth')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => location.hash === '#/screen?sort=halfLifeBars&filter=eth')
  const halfLives = await page.locator('.grid-window .cell-halfLifeBars').allInnerTexts()
  expect(halfLives.map(Number)).toEqual(halfLives.map(Number).toSorted((a, b) => a - b))
  await page.locator('#pairs-grid').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.charts-box canvas')
  expect(await page.innerText('.conclusion')).toContain('no evidence of an edge')
  await page.keyboard.press('Escape')
  await page.waitForSelector(firstRow)
  expect(await page.inputValue('#filter')).toBe('eth')
})

test('a changed parameter runs again, is in the address, and goes with the way back', async (context) => {
  const { address } = await desk(context)
  const url = `${address}#/pair/synthetic/1h/ETH-USDT/BTC-USDT`
  const page = await openPage(await desk(context), url)
  await page.waitForSelector('.charts-box canvas')
  await page.fill('input[name=entry]', '0')
  expect(await page.innerText('.wrong')).toContain("entry: expected a number above 0, got '0'")
  await page.fill('input[name=entry]', '2.5')
  const answered = page.waitForResponse((response) => response.url().includes('entry=2.5'))
  await page.keyboard.press('Enter')
  expect((await answered).status()).toBe(200)
  expect(page.url()).toBe(`${url}?entry=2.5`)
  await page.goBack()
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('input[name=entry]')?.value === '2',
  )
  expect(page.url()).toBe(url)
  expect(await page.locator('#tv-attr-logo').isVisible()).toBe(true)
})

test('a pair is held against drawn ones when asked, which is in the address', async (context) => {
  const { address } = await desk(context)
  const url = `${address}#/pair/synthetic/1h/ETH-USDT/BTC-USDT`
  const page = await openPage(await desk(context), url)
  await page.fill('.ask input', '0.5')
  expect(await page.innerText('.ask .wrong')).toContain('null-runs: expected a whole number')
  await page.fill('.ask input', '49')
  await page.click('.ask button')
  await page.waitForSelector('text=Drawing pairs: 40 of 70')
  await page.waitForSelector('.drawn')
  expect(await page.innerText('.conclusion')).toBe('Earns by chance.')
  expect(page.url()).toBe(`${url}?null-runs=49`)
  await page.goBack()
  await page.waitForSelector('.ask')
  expect(await page.innerText('.conclusion')).toContain('no evidence of an edge')
})

test('a trade shows its two legs', async (context) => {
  const { address } = await desk(context)
  const page = await openPage(
    await desk(context),
    `${address}#/pair/synthetic/1h/ETH-USDT/BTC-USDT`,
  )
  await page.locator('.trades-grid').focus()
  await page.keyboard.press('ArrowDown')
  const legs = await page.locator('.legs tbody td:first-child').allInnerTexts()
  expect(legs).toEqual(['ETH-USDT', 'BTC-USDT'])
})

test('the matrix reads out the cell under the pointer and opens it', async (context) => {
  const page = await openPage(await desk(context), (await desk(context)).address)
  await page.waitForSelector('.matrix canvas[tabindex]')
  await page.waitForTimeout(100) // its first drawing follows the layout by a frame
  const box = (await page.locator('.matrix canvas[tabindex]').boundingBox())!
  await page.mouse.move(box.x + box.width * 0.755, box.y + box.height * 0.255)
  const pair = await page.innerText('.readout b')
  expect(pair).toMatch(/^\S+ on \S+$/)
  await page.mouse.click(box.x + box.width * 0.755, box.y + box.height * 0.255)
  await page.waitForSelector('.result-title h1')
  expect(await page.innerText('.result-title h1')).toBe(pair)
})

test('the page follows the system into the dark, and remembers a choice of its own', async (context) => {
  const page = await openPage(await desk(context), (await desk(context)).address)
  await page.waitForSelector(firstRow)
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await paper()
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await paper()
  expect(dark).not.toBe(light)
  await page.keyboard.press('t')
  expect(await paper()).toBe(light)
  await page.reload()
  await page.waitForSelector(firstRow)
  expect(await paper()).toBe(light)
})

test('what is not there and who does not answer is said, with the way on', async (context) => {
  const { browser } = await desk(context)
  const { server, address } = await serve()
  const page = await browser.newPage()
  await page.goto(`${address}#/pair/synthetic/1h/ETH-USDT/NOT-HERE`)
  expect(await page.innerText('.notice')).toContain("'NOT-HERE' is not among")
  await server.close()
  await page.click('text=Ask again')
  await page.waitForSelector('text=The desk’s server does not answer')
  await page.waitForSelector('text=no server, trying again')
  await page.close()
})

test('a walk-forward is run from the page, cancelled, refused, and found again on the way back', async (context) => {
  const { address } = await desk(context)
  const page = await openPage(await desk(context), `${address}#/walk-forward`)
  await page.fill('input[name=max-pairs]', '9')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=3 of 5 folds formed')
  await page.click('text=Cancel')
  await page.waitForSelector('text=Not run yet')
  await page.fill('input[name=max-pairs]', '0')
  expect(await page.innerText('.wrong')).toContain('max-pairs: expected a whole number of at least')
  await page.fill('input[name=max-pairs]', '10')
  await page.keyboard.press('Enter')
  expect(await page.innerText('.conclusion')).toMatch(/^Chooses \d+ pairs in 5 folds/)
  expect(await page.locator('.walk-folds-grid .grid-row').count()).toBe(5)
  await page.locator('.walk-folds-grid').focus()
  await page.keyboard.press('ArrowDown')
  expect(await page.innerText('.legs caption')).toBe('fold 0 chose')
  await page.fill('input[name=formation]', '9000')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=too few rows: 420')
  await page.goBack()
  await page.waitForSelector('.conclusion')
})

test('a report opens from a file, without a server', async (context) => {
  const backtest = pairFixture({ y: 'ETH-USDT', x: 'BTC-USDT' }, defaultPairParameters).backtest
  const walked = { ...walkForwardFixture(1), summary: '' }
  for (const result of [screenFixture(2, 40), backtest, walked]) {
    const run = { command: 'pairs', version: '0.0.0', seed: 1, inputs: [], result }
    const chosen = await desk(context)
    const file = join(folder, 'report.html')
    writeFileSync(file, await renderReport(run, webFolder))
    const page = await openPage(chosen, pathToFileURL(file).href)
    await page.waitForSelector(result?.kind === 'pairs-screen' ? firstRow : '.charts-box canvas')
    expect(await page.innerText('.synthetic')).toBe('SYNTHETIC DATA, seed 1')
    expect(await page.innerText('.link')).toContain('saved report')
  }
})

test('brackets walk through the pairs in the order of the table', async (context) => {
  const page = await openPage(await desk(context), (await desk(context)).address)
  await page.waitForSelector(firstRow)
  const tableOrder = await page.locator('.grid-window .cell-y').allInnerTexts()
  await page.locator('#pairs-grid').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.leg-y')
  await page.keyboard.press(']')
  await page.waitForFunction(
    (name) => document.querySelector('.leg-y')?.textContent === name,
    tableOrder[1],
  )
  await page.keyboard.press('Escape')
  await page.waitForSelector('#pairs-grid .cursor[aria-rowindex="3"]')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('pairs-grid')
})
