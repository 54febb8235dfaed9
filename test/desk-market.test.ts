import { expect, onTestFinished, test } from 'vitest'
import { deskInBrowser } from './desk-browser.ts'
import { marketFixture } from './market-fixture.ts'

// The live pages, on a made-up market.

const { desk, openPage, serve } = deskInBrowser()

async function marketDesk(context: Parameters<typeof desk>[0]) {
  const { browser } = await desk(context)
  const { market, change } = marketFixture()
  const served = await serve(market)
  const changing = setInterval(change, 50)
  onTestFinished(() => clearInterval(changing))
  return { browser, address: served.address }
}

test('every page shows its part of the market under a banner that says it is simulated', async (context) => {
  const at = await marketDesk(context)
  const page = await openPage(at, `${at.address}#/venues`)
  const banner = page.locator('.market-banner')
  await banner.waitFor()
  expect(await banner.innerText()).toMatch(/SIMULATED MARKET[\s\S]*no exchange could be reached/)
  expect(await page.locator('.venues-table tbody tr').allInnerTexts()).toEqual([
    expect.stringMatching(/binance\s+live\s+1\.00\s+4\.2\s+31\.7\s+−1\.5\s+42\.5\s+0/),
    expect.stringContaining('okx'),
    expect.stringMatching(/kraken\s+live\s+0\.31/),
  ])
  await page.keyboard.press('5')
  const ladders = page.locator('.ladder')
  await ladders.first().waitFor()
  expect(await ladders.locator('h2').allInnerTexts()).toEqual([
    'All in USDT',
    'binance',
    'okx',
    'kraken',
  ])
  // Binance asks 101, which OKX bids.
  expect(await ladders.first().locator('.ladder-middle').innerText()).toContain('spread 0.0')
  await page.keyboard.press('6')
  await page.getByRole('region', { name: 'Open orders' }).waitFor()
  expect(await page.locator('main').innerText()).toMatch(/100,250\.50[\s\S]*abcd1234-7/)
  const orders = await page.getByRole('region', { name: 'Open orders' }).innerText()
  expect(orders).toMatch(/0\.100\s+101\.5\s+open/)
  expect(orders).toMatch(/stop: market at mark 96\.5 or below\s+accepted, only reduces/)
  const held = await page.getByRole('region', { name: 'Positions' }).innerText()
  expect(held).toMatch(/marks are mids of 00:00:02 UTC/)
  expect(held).toMatch(
    /BTC-USDT\s+\+0\.250\s+98\.5\s+100\.5\s+\+25\.13\s+\+1\.50\s+\+0\.50\s+−0\.25\s+0\.00\s+\+1\.75\s+USDT\s+3/,
  )
  expect(held).toMatch(
    /all, at 0\.999000 USD\s+\+1\.50[\s\S]*all in one\s+\+1\.50\s+\+0\.50\s+−0\.25\s+0\.00\s+\+1\.75\s+USD/,
  )
  expect(await page.locator('.paper-label').innerText()).toBe('EXAMPLE, ON PAPER')
  const money = page.getByRole('region', { name: 'PnL by cause' })
  expect(await money.innerText()).toMatch(/market maker\s+3\s+75\s+\+240\.00\s+\+12\.50/)
  const fills = page.getByRole('region', { name: 'Fills' })
  expect(await fills.innerText()).toMatch(/buy\s+0\.250\s+100\.5\s+maker/)
  await page.keyboard.press('7')
  await page.getByText('quantity 0.25, price 100.5').waitFor()
  await page.goto(`${at.address}#/screen`)
  expect(await banner.isVisible()).toBe(true)
})

test('another strategy is put in the place of the one that trades', async (context) => {
  const at = await marketDesk(context)
  const page = await openPage(at, `${at.address}#/positions`)
  const trading = page.getByRole('region', { name: 'What trades' })
  expect(await trading.locator('h2').innerText()).toBe('Market maker')
  await trading.getByRole('combobox').selectOption('none')
  await trading.getByRole('button', { name: 'Stop trading' }).click()
  await page.getByText('NOTHING TRADES').waitFor()
  await trading.getByRole('combobox').selectOption('imbalance-taker')
  await trading.getByRole('button', { name: 'Trade it on paper' }).click()
  await page.getByText('EXAMPLE, ON PAPER').waitFor()
  expect(await trading.locator('h2').innerText()).toBe('Imbalance taker')
})

test('the kill switch asks twice, shows that it is thrown, and is taken back by a person', async (context) => {
  const at = await marketDesk(context)
  const page = await openPage(at, `${at.address}#/switch`)
  await page.getByLabel('flatten').check()
  await page.getByLabel('Why, for the journal').fill('exchange hacked')
  await page.keyboard.press('Enter')
  await page.locator('dialog.confirm[open]').waitFor()
  await page.getByRole('button', { name: 'No' }).click()
  expect(await page.locator('.switch-state').innerText()).toContain('Not thrown')
  await page.getByRole('button', { name: 'Throw the kill switch' }).click()
  await page.getByRole('button', { name: 'Yes, throw it' }).click()
  await page.getByText('exchange hacked').waitFor()
  expect(await page.locator('.places .thrown').innerText()).toBe('KILL SWITCH THROWN')
  const thrown = await page.locator('.switch-state').innerText()
  expect(thrown).toContain('Positions are being closed at the market: 1 position is still held')
  expect(thrown).toMatch(/since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/)
  await page.getByRole('button', { name: 'Take the switch back' }).click()
  await page.locator('dialog.confirm[open]').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Take the switch back' }).click()
  await page.getByRole('button', { name: 'Yes, take it back' }).click()
  await page.getByText('Not thrown').waitFor()
})

test('a desk without a market says how to get one', async (context) => {
  const at = await desk(context)
  const page = await openPage(at, `${at.address}#/books`)
  await page.getByText('started without a market').waitFor()
  expect(await page.locator('.market-banner').count()).toBe(0)
})

test('no page scrolls sideways in a narrow window, and the header is one line in a wide one', async (context) => {
  const at = await marketDesk(context)
  const page = await openPage(at, `${at.address}#/venues`)
  // In a narrow window the header has as many lines as it needs.
  for (const [width, highest] of [
    [420, Infinity],
    [1_440, 50],
  ] as const) {
    await page.setViewportSize({ width, height: 900 })
    for (const place of ['1', '4', '5', '6', '7', '8']) {
      await page.keyboard.press(place)
      await page.locator(`.places a:nth-child(${place})[aria-current=page]`).waitFor()
      const [wide, high, tables] = await page.evaluate(
        () =>
          [
            document.documentElement.scrollWidth,
            document.querySelector('.header')!.getBoundingClientRect().height,
            [...document.querySelectorAll('.market .scroll')]
              .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
              .map((each) => each.closest('section')?.ariaLabel),
          ] as const,
      )
      expect(wide, `page ${place}`).toBe(width)
      expect(tables, `tables of page ${place} at ${width}`).toEqual([])
      expect(high, `page ${place}`).toBeLessThan(highest)
    }
  }
})
