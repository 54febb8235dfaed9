import { expect, test } from 'vitest'
import { deskInBrowser } from './desk-browser.ts'

// What a reader starts from the page, waits for and may cancel.

const { desk, openPage, letGo } = deskInBrowser()
const firstRow = '#pairs-grid .grid-window [role=row]:first-child'

test('a pair is held against drawn ones when asked, which is in the address', async (context) => {
  const { address } = await desk(context)
  const url = `${address}#/pair/synthetic/1h/ETH-USDT/BTC-USDT`
  const page = await openPage(await desk(context), url)
  await page.fill('.ask input', '0.5')
  expect(await page.innerText('.ask .wrong')).toContain('null-runs: expected a whole number')
  await page.fill('.ask input', '49')
  await page.click('.ask button')
  await page.waitForSelector('text=Drawing pairs: 40 of 70')
  letGo()
  await page.waitForSelector('.drawn')
  expect(await page.innerText('.conclusion')).toBe('Earns by chance.')
  expect(page.url()).toBe(`${url}?null-runs=49`)
  await page.goBack()
  await page.waitForSelector('.ask')
  expect(await page.innerText('.conclusion')).toContain('no evidence of an edge')
})

test('a screen is held against drawn universes when asked, and goes back to tables', async (context) => {
  const page = await openPage(await desk(context), (await desk(context)).address)
  await page.waitForSelector(firstRow)
  const found = await page.locator('.figure', { hasText: 'Cointegrated' }).innerText()
  await page.click('text=drawn universes')
  await page.waitForSelector('text=Drawing: 2,000 of 9,000 tests')
  letGo()
  await page.waitForSelector('.cell-stepdownPValue')
  expect(await page.innerText('.drawn-words')).toMatch(
    /500 universes .* In 31.0.% of them tables find/,
  )
  expect(await page.locator('.figure', { hasText: 'Cointegrated' }).innerText()).not.toBe(found)
  expect(page.url()).toMatch(/#\/screen\?null=bootstrap$/)
  await page.goBack()
  await page.waitForFunction(() => document.querySelector('.cell-stepdownPValue') === null)
})

test('the radar over time has a strip for every pair that was found, which leads to the pair', async (context) => {
  const { address } = await desk(context)
  const page = await openPage(await desk(context), address)
  await page.waitForSelector(firstRow)
  await page.keyboard.press('2')
  await page.waitForFunction(() => location.hash === '#/over-time/synthetic/1h')
  await page.click('.notice .run')
  expect(await page.innerText('.conclusion')).toMatch(/^\d+ findings of \d+ pairs in 4 formations/)
  await page.locator('.strips-grid').focus()
  await page.keyboard.press('ArrowDown')
  const pair = await page.locator('.strips-grid .cursor .cell').allInnerTexts()
  await page.keyboard.press('Enter')
  expect(await page.innerText('.result-title h1')).toBe(`${pair[0]} on ${pair[1]}`)
  await page.goBack()
  await page.waitForSelector('.strips-grid')
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
