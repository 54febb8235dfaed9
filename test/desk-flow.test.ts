import { expect, onTestFinished, test } from 'vitest'
import { actingHeaders } from './acting-headers.ts'
import { deskInBrowser } from './desk-browser.ts'
import { flowFixture } from './flow-fixture.ts'
import { marketFixture } from './market-fixture.ts'

// The page of forecasts, on a made-up market.

const { desk, openPage, serve, letGo } = deskInBrowser()

async function flowDesk(context: Parameters<typeof desk>[0]) {
  const { browser } = await desk(context)
  const { market, change } = marketFixture()
  const { flow, withdraw } = flowFixture()
  const served = await serve(market, flow)
  const changing = setInterval(change, 50)
  onTestFinished(() => clearInterval(changing))
  return { browser, server: served.server, address: served.address, withdraw }
}

test('a model is put to work, says what it expects and what that was worth, and why it is silent', async (context) => {
  const { withdraw, ...at } = await flowDesk(context)
  const page = await openPage(at, `${at.address}#/venues`)
  await page.locator('.venues-table').waitFor()
  await page.keyboard.press('0')
  await page.getByRole('heading', { name: 'No model is at work' }).waitFor()
  const model = page.getByRole('region', { name: 'Model' })
  // The model's own instrument is what it is put to work on, where nobody says anything else.
  await model.getByText('The verdict on one.json.').waitFor()
  const chosen = model.getByLabel('Put to work on').locator('option:checked')
  expect(await chosen.innerText()).toBe('okx BTC-USDT')
  await model.getByRole('button', { name: 'Put it to work' }).click()
  const forecast = page.getByRole('region', { name: 'Forecast' })
  await forecast.getByText('+0.42 bps').waitFor()
  expect(await forecast.innerText()).toMatch(/90\s%\sinterval[\s\S]*−1\.5 to \+2\.3[\s\S]*53\.0\s%/)
  await forecast.getByRole('img', { name: /Expected moves of the last 40/ }).waitFor()
  const score = page.getByRole('region', { name: 'Scorecard' })
  expect(await score.innerText()).toMatch(/390 due, 39 of which do not overlap/)
  expect(await score.innerText()).toMatch(
    /Information coefficient\s+0\.234\s+0\.23\d\s+−0\.123 to 0\.346/,
  )
  expect(await score.innerText()).toMatch(/Intervals that held, of 90\s%\s+91\.0\s%/)
  expect(await score.innerText()).toContain('Not to be relied on: made up.')
  await page.getByRole('img', { name: /0\.58 where 0\.55 was told here/ }).waitFor()
  const calibration = page.getByRole('region', { name: 'Calibration' })
  await calibration.getByText(/off by 3\.0 points on average \(2\.0 to 4\.0\)/).waitFor()
  // On a phone no figure is cut.
  await page.setViewportSize({ width: 420, height: 900 })
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('.flow-main .scroll')].map(
      (each) => each.scrollWidth - each.clientWidth,
    ),
  )
  expect(cut).toEqual([0])
  const measures = page.getByRole('region', { name: 'Measures' })
  expect(await measures.locator('tbody tr').allInnerTexts()).toEqual([
    expect.stringMatching(/queue-imbalance\s+0\.2500/),
    expect.stringMatching(/spread\s+900/),
    expect.stringMatching(/return\.300s\s+–\s+not yet/),
  ])
  await measures.getByRole('img', { name: 'beyond what was trained on' }).waitFor()
  const book = page.getByRole('region', { name: 'Book of okx, BTC-USDT' })
  await book.getByText('spread').waitFor()
  withdraw()
  await forecast.getByText('No forecast: the book is silent').waitFor()
  expect(await forecast.innerText()).toContain('silent for 31.0 s')
  await model.getByRole('button', { name: 'Stop' }).click()
  await page.getByRole('heading', { name: 'No model is at work' }).waitFor()
})

test('a model that does not fit cannot be put to work, and another is trained', async (context) => {
  const at = await flowDesk(context)
  const page = await openPage(at, `${at.address}#/flow`)
  const model = page.getByRole('region', { name: 'Model' })
  await model.getByLabel('Model', { exact: true }).selectOption('bars.json')
  await model.getByText('it was trained on bars').waitFor()
  expect(await model.getByRole('button', { name: 'Put it to work' }).isDisabled()).toBe(true)
  await model.getByText('Train a model').click()
  const form = page.getByRole('form', { name: 'Train a model' })
  await form.getByLabel('Horizon, s').fill('2')
  await model.getByText('horizon: expected a whole number of at least 5').waitFor()
  await form.getByLabel('Horizon, s').fill('30')
  await form.getByRole('button', { name: 'Train it' }).click()
  await model.getByText('Training: 40 of 100 %').waitFor()
  letGo()
  await model.getByText('among the models above: It forecasts a little.').waitFor()
  // On a phone nothing is wider than the page.
  await page.setViewportSize({ width: 420, height: 900 })
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(over).toBe(0)
  const chooser = (await model.getByLabel('Model', { exact: true }).boundingBox())!
  const panel = (await model.boundingBox())!
  expect(chooser.x + chooser.width).toBeLessThan(panel.x + panel.width)
})

test('putting to work needs the page\u2019s token, a model and a place, and what cannot be is told', async (context) => {
  const { server } = await flowDesk(context)
  const asked = async (query: string, headers: Record<string, string>) => {
    const url = `/api/flow/watch?${query}`
    const answer = await server.inject({ method: 'POST', url, headers })
    return [answer.statusCode, answer.body]
  }
  expect(await asked('model=one.json&place=1', {})).toEqual([403, expect.anything()])
  const headers = await actingHeaders(server)
  expect(await asked('place=1', headers)).toEqual([400, expect.stringContaining('model: expected')])
  expect(await asked('model=one.json&place=-1', headers)).toEqual([
    400,
    expect.stringContaining('place: expected'),
  ])
  const obstacle = expect.stringContaining('kraken is not for it') as unknown
  expect(await asked('model=one.json&place=2', headers)).toEqual([409, obstacle])
})
