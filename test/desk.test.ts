import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { renderReport } from '../src/app/report/render-report.ts'
import { defaultPairParameters } from '../src/protocol/pair-parameters.ts'
import { deskInBrowser } from './desk-browser.ts'
import { screenFixture } from './desk-fixture.ts'
import { pairFixture } from './desk-pair-fixture.ts'
import { walkForwardFixture } from './desk-walk-forward-fixture.ts'

// The pages of a screen and a pair, and reports.

const { desk, openPage, serve, folder, webFolder } = deskInBrowser()
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
  await page.evaluate(() => {
    setTimeout(() => {
      const end = performance.now() + 120
      while (performance.now() < end);
    })
  })
  // The observer sees a task that is long; on a busy machine it says so late.
  await page.waitForFunction(
    () => (window as unknown as { seen: { count: number } }).seen.count > 0,
  )
  const heads = await page.locator('#pairs-grid .grid-head button').all()
  for (const head of heads) {
    // A task that is long by itself is so at every click; on a machine that is busy with other things at most of them.
    const counts: number[] = []
    for (let click = 0; click < 40 && !counts.includes(0); click++) {
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
