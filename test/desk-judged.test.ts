import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { renderReport } from '../src/app/report/render-report.ts'
import { deskInBrowser, sealedLine } from './desk-browser.ts'
import { sweepFixture, verdictFixture } from './desk-judged-fixture.ts'

// The map of a sweep and the card on a pair, from the page and from a saved run.

const { desk, openPage, letGo, folder, webFolder } = deskInBrowser()

test('a grid is swept from the page, cancelled, refused by name; the arrows lead over the map to a backtest', async (context) => {
  const { address } = await desk(context)
  const page = await openPage(
    await desk(context),
    `${address}#/pair/synthetic/1h/ETH-USDT/BTC-USDT`,
  )
  await page.click('.pair-pages >> text=Sweep')
  await page.fill('input[name=fee-bps]', '9')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=64 of 128 parameter sets')
  await page.click('text=Cancel')
  await page.waitForSelector('text=Not run yet')
  await page.fill('input[name=fee-bps]', '5')
  await page.fill('textarea[name=grid]', 'entry=1:2:0.5,exit=-0.5/0/1,stop=4/6')
  await page.locator('textarea[name=grid]').press('Enter')
  expect(await page.innerText('.conclusion')).toMatch(
    /^The best of 16 parameter sets \(entry .* no better than the median/,
  )
  expect(await page.innerText('.sealed')).toBe(sealedLine)
  // Entry 1 with exit 1 is no cell; the third parameter is the best of its values until one is held.
  expect(await page.locator('.map .crossing').count()).toBe(8)
  expect(await page.locator('.map .nothing').count()).toBe(1)
  expect(await page.innerText('.sweep-map h2')).toContain('best over the other')
  await page.selectOption('.map-axes label:last-child select', '0')
  expect(await page.innerText('.sweep-map h2')).toBe('Sharpe ratio')
  await page.locator('.map tbody tr:nth-child(1) td:nth-of-type(1)').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  expect(await page.innerText('.map-readout b')).toBe('entry 1.5, exit 0, stop 4')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.charts-box canvas')
  expect(page.url()).toBe(`${address}#/pair/synthetic/1h/ETH-USDT/BTC-USDT?entry=1.5&exit=0`)
  await page.goBack()
  await page.waitForSelector('.map')
})

test('a grid that cannot be is told in the words of the command line', async (context) => {
  const { address, browser } = await desk(context)
  const page = await browser.newPage()
  for (const [grid, words] of [
    ['entry=1:0:1', "entry: expected a number or from:to:step, got '1:0:1'"],
    ['delay=0/1', 'delay is swept by isobar pairs sweep only'],
    ['entry=9', 'no cell has its exit below its entry'],
  ] as const) {
    const hash = `#/sweep/synthetic/1h/ETH-USDT/BTC-USDT?grid=${encodeURIComponent(grid)}`
    await page.goto(`${address}${hash}`)
    expect(await page.locator('.notice', { hasText: words }).innerText()).toContain('Run it again')
  }
  await page.close()
})

test('one click on a pair makes its card, every question with its answer', async (context) => {
  const { address } = await desk(context)
  const url = `${address}#/pair/synthetic/1h/ETH-USDT/BTC-USDT?entry=1.5`
  const page = await openPage(await desk(context), url)
  await page.click('.pair-pages >> text=Verdict')
  await page.waitForSelector('text=40 of 70 folds')
  letGo()
  expect(await page.innerText('.conclusion')).toMatch(/^(No|Not proven|Yes)[.:]/)
  expect(await page.locator('.verdict-card tbody tr').count()).toBe(5)
  expect(await page.innerText('.verdict-card')).toMatch(
    /cointegrated\?\s+(yes|no)\s+Engle-Granger p =/,
  )
  expect(await page.innerText('.sealed')).toBe(sealedLine)
  expect(page.url()).toBe(`${address}#/verdict/synthetic/1h/ETH-USDT/BTC-USDT?entry=1.5`)
  await page.keyboard.press('Escape')
  await page.waitForSelector('.charts-box canvas')
  expect(page.url()).toBe(url)
})

test('a saved sweep and a saved verdict are the same pages, without a server', async (context) => {
  const grid = [
    { name: 'entry' as const, values: [1, 2] },
    { name: 'max-holding' as const, values: [null, 24] },
  ]
  const swept = { ...sweepFixture(grid), summary: '' }
  const judged = { ...verdictFixture(), summary: '' }
  for (const [result, shown] of [
    [swept, '.map .crossing.best'],
    [judged, '.verdict-card'],
  ] as const) {
    const run = { command: 'pairs', version: '0.0.0', seed: 1, inputs: [], result }
    const file = join(folder, 'report.html')
    writeFileSync(file, await renderReport(run, webFolder))
    const page = await openPage(await desk(context), pathToFileURL(file).href)
    await page.waitForSelector(shown)
    expect(await page.innerText('.conclusion')).toBe(result.conclusion)
    expect(await page.innerText('.result-title h1')).toBe('AAA-USDT on BBB-USDT')
  }
})
