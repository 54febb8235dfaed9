import { expect, test } from 'vitest'
import type { ArbitrageState } from '../src/protocol/arbitrage-desk.ts'
import { deskInBrowser } from './desk-browser.ts'
import { marketFixture } from './market-fixture.ts'

// The desk's page of arbitrage, on a made-up market.

const { desk, openPage, serve } = deskInBrowser()

test('matrix, ladder, tape and route of a coin, each book that is not used with its reason', async (context) => {
  const { browser } = await desk(context)
  const served = await serve(marketFixture().market)
  const page = await openPage({ browser, address: served.address }, `${served.address}#/venues`)
  await page.locator('.market-banner').waitFor()
  await page.keyboard.press('9')
  const matrix = page.getByRole('region', { name: 'Venue by venue, now' })
  await matrix.waitFor()
  expect(await page.title()).toBe('Arbitrage · Isobar')
  expect(await page.locator('.books-head').innerText()).toContain('1 USDT = 0.9991 USD')
  expect(await matrix.locator('thead th').allInnerTexts()).toEqual([
    'buy at \\ sell at',
    'binance',
    'coinbase',
    'kraken',
    'okx',
  ])
  // (60,090 (1 - 0.0005) - 60,001 (1 + 0.0005)) / 60,001, in basis points.
  const cells = matrix.locator('tbody tr').first().locator('td')
  expect(await cells.allInnerTexts()).toEqual(['', '–', expect.stringMatching(/^−/), '+4.83'])
  expect(await matrix.innerText()).toContain('coinbase BTC-USD (a gap, or trusted too little)')
  expect(await matrix.innerText()).toContain(
    'Least orders: binance BTC-USDT 0.001 BTC and 5 USDT. okx, kraken, coinbase: nobody tells',
  )
  const ladder = page.getByRole('region', { name: 'Consolidated ladder' })
  expect(await ladder.innerText()).toMatch(/crossed between venues by \d/)
  // Whose fees nobody but a configuration tells.
  expect(await ladder.innerText()).toMatch(/BTC-USDT, 5\.0 bps supposed/)
  const compared = page.getByRole('region', { name: 'Venue by venue, now' })
  expect(await compared.innerText()).toContain(
    'after both taker fees, which are supposed of all but kraken',
  )
  const tape = page.getByRole('region', { name: 'Opportunities' })
  const rows = tape.locator('tbody tr')
  expect(await rows.nth(1).innerText()).toMatch(/open\s+binance\s+okx/)
  // (60,100 (1 - 0.0005) - 60,001 (1 + 0.0005)) / 60,001 at its best, and less over all of its depth.
  expect(await tape.innerText()).toMatch(/gone\s+binance\s+okx\s+18\.4\s+\+6\.34\s+\+6\.49/)
  const route = page.getByRole('region', { name: 'Route preview' })
  await route.getByText('Saves, bps').waitFor()
  await route.getByRole('textbox').fill('2.5')
  await page.getByRole('region', { name: 'Legs' }).waitFor()
  await page.getByRole('region', { name: 'Cost against size' }).waitFor()
  await page.getByRole('region', { name: 'Savings' }).waitFor()
  await route.getByRole('button', { name: 'sell' }).click()
  await route.getByText('Receives').waitFor()
  await route.getByRole('textbox').fill('nothing')
  await route.getByText('A number above zero is needed').waitFor()
  await route.getByRole('textbox').fill('0.0000001')
  await route.getByText('The least lot is 0.001 BTC').waitFor()
  await route.getByRole('textbox').fill('1e1')
  const legs = page.getByRole('region', { name: 'Legs' })
  await legs.getByRole('cell', { name: 'USDT', exact: true }).waitFor()
  // OKX alone has the bids that are best, and its dollars are shown by the step of Kraken's.
  expect(await page.getByRole('region', { name: 'Savings' }).innerText()).toMatch(
    /okx alone is cheapest .*: splitting saves nothing/,
  )
  expect(await ladder.innerText()).toMatch(/^60,035\.9\s/m)
  for (const width of [1440, 1200, 420]) {
    await page.setViewportSize({ width, height: 900 })
    const cut = await legs.locator('.scroll').evaluate((box) => box.scrollWidth - box.clientWidth)
    expect(cut, `legs at ${width}`).toBeLessThanOrEqual(0)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow, `at ${width}`).toBeLessThanOrEqual(0)
  }
  // Where the matrix has no room its cells are a list, the best way first.
  expect(await matrix.locator('table').isVisible()).toBe(false)
  expect(await matrix.locator('.edge-pairs li').first().innerText()).toMatch(
    /^binance to okx\s+\+4\.83$/,
  )
  // It asks on as long as it is there.
  await page.close()
})

test('opportunities are shown from a least profit on, and what is typed stays while a reader looks elsewhere', async (context) => {
  const { browser } = await desk(context)
  const served = await serve(marketFixture().market)
  const page = await openPage({ browser, address: served.address }, `${served.address}#/venues`)
  await page.locator('.market-banner').waitFor()
  await page.keyboard.press('9')
  const tape = page.getByRole('region', { name: 'Opportunities' })
  const least = tape.getByRole('textbox', { name: 'Least profit, USD' })
  const head = tape.locator('.panel-head')
  await tape.locator('tbody tr').nth(1).waitFor()
  const count = tape.locator('.count')
  const all = await count.innerText()
  const profits = (await tape.locator('tbody tr td:nth-child(9)').allInnerTexts()).map((text) =>
    Number(text.replace('+', '').replace(',', '')),
  )
  // Each is more than both fees.
  await least.fill('0')
  expect(await count.innerText()).toBe(all)
  const middle = (Math.min(...profits) + Math.max(...profits)) / 2
  await least.fill(String(middle))
  const above = profits.filter((profit) => profit >= middle)
  expect(above.length).toBeLessThan(profits.length)
  await head.getByText(`${above.length} of ${all}`).waitFor()
  await least.fill('much')
  await head.getByText('no number').waitFor()
  expect(await count.innerText()).toBe(all)
  await least.fill('1000000')
  await tape.getByText('None of them had so much profit.').waitFor()
  const route = page.getByRole('region', { name: 'Route preview' })
  await route.getByRole('textbox').fill('7')
  await route.getByRole('button', { name: 'sell' }).click()
  await page.goto(`${served.address}#/venues`)
  await route.waitFor({ state: 'detached' })
  await page.goto(`${served.address}#/arbitrage/BTC`)
  await route.waitFor()
  expect(await route.getByRole('textbox').inputValue()).toBe('7')
  expect(await route.getByRole('button', { name: 'sell' }).getAttribute('aria-pressed')).toBe(
    'true',
  )
  expect(await least.inputValue()).toBe('1000000')
  // It asks on as long as it is there.
  await page.close()
})

test('a price of the ladder is one line, whoever has it', async (context) => {
  const { browser } = await desk(context)
  const served = await serve(marketFixture().market)
  const page = await openPage({ browser, address: served.address }, `${served.address}#/venues`)
  await page.locator('.market-banner').waitFor()
  // Five venues with the same prices.
  await page.route('**/api/arbitrage?*', async (route) => {
    const response = await route.fetch()
    const state = (await response.json()) as ArbitrageState
    const venues = ['binance', 'bybit', 'okx', 'kraken', 'coinbase']
    const books = venues.map((venue) => ({ ...state.books[0]!, venue }))
    await route.fulfill({ response, json: { ...state, books } })
  })
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.keyboard.press('9')
  const ladder = page.getByRole('region', { name: 'Consolidated ladder' })
  const all = ladder.getByRole('img', { name: 'binance, bybit, okx, kraken, coinbase' })
  await all.first().waitFor()
  const heights = await ladder
    .locator('tbody tr:not(.ladder-spread)')
    .evaluateAll((rows) => rows.map((row) => row.clientHeight))
  expect(Math.max(...heights)).toBeLessThan(25)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  // It asks on as long as it is there.
  await page.close()
})

test('a coin that nobody lists, and questions that make no sense, are refused in words', async (context) => {
  const { browser } = await desk(context)
  const served = await serve(marketFixture().market)
  const page = await openPage({ browser, address: served.address }, `${served.address}#/venues`)
  await page.locator('.market-banner').waitFor()
  const ask = async (path: string): Promise<[number, string]> => {
    const answer = await fetch(`${served.address}${path}`)
    return [answer.status, await answer.text()]
  }
  expect(await ask('api/arbitrage?base=NOPE')).toEqual([404, expect.stringContaining('no two')])
  expect(await ask('api/route?base=BTC&side=hold&quantity=1')).toEqual([
    400,
    expect.stringContaining('side: expected buy or sell'),
  ])
  for (const quantity of ['0', '-1', 'x', '']) {
    const [status] = await ask(`api/route?base=BTC&side=buy&quantity=${quantity}`)
    expect(status, quantity).toBe(400)
  }
  // It asks on as long as it is there.
  await page.close()
})
