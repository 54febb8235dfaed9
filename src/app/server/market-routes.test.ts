import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, afterEach, expect, test } from 'vitest'
import { actingHeaders } from '../../../test/acting-headers.ts'
import { marketFixture } from '../../../test/market-fixture.ts'
import type { MarketState } from '../../protocol/market.ts'
import { noMarket, type DeskMarket } from '../market/desk-market.ts'
import { buildServer } from './build-server.ts'
import type { DeskData } from './desk-data.ts'
import type { DeskJobs } from './desk-jobs.ts'

const webFolder = mkdtempSync(join(tmpdir(), 'isobar-web-'))
mkdirSync(join(webFolder, 'assets'))
writeFileSync(join(webFolder, 'index.html'), '<!--isobar:token--><main><!--isobar:facts--></main>')
afterAll(() => rmSync(webFolder, { recursive: true }))

const open: FastifyInstance[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

/** Nothing of these tests looks at bars. */
const data = {
  source: { kind: 'synthetic', seed: 1 },
  universes: () => [],
  sealsStamp: () => '',
} as unknown as DeskData

async function desk(market: DeskMarket = marketFixture().market) {
  const options = { data, market, port: 0, webFolder, version: '1.2.3' }
  // Nothing of these tests asks for work.
  const server = await buildServer(options, {} as DeskJobs)
  open.push(server)
  return server
}

test('the front page, health and the plain page say that the market is simulated', async () => {
  const server = await desk()
  expect((await server.inject('/')).body).toContain('SIMULATED MARKET')
  expect((await server.inject('/api/health')).json()).toMatchObject({
    mode: 'research',
    market: { kind: 'simulated', reason: 'no exchange could be reached' },
  })
  const { body } = await server.inject('/market')
  for (const words of [
    'SIMULATED MARKET (no exchange could be reached)',
    'kraken',
    '0.31',
    'abcd1234-7',
    'quantity 0.25, price 100.5',
    'The kill switch is not thrown.',
  ])
    expect(body).toContain(words)
})

test('what trades is chosen with the token of the page, and an obstacle is told', async () => {
  const server = await desk()
  const choose = async (query: string, headers: Record<string, string>) => {
    const answer = await server.inject({ method: 'POST', url: `/api/strategy${query}`, headers })
    return [answer.statusCode, answer.json<Partial<MarketState> & { error?: object }>()] as const
  }
  expect((await choose('?name=none', {}))[0]).toBe(403)
  const headers = await actingHeaders(server)
  const [status, state] = await choose('?name=imbalance-taker', headers)
  expect([status, state.account?.trading.chosen]).toEqual([200, 'imbalance-taker'])
  expect(await choose('?name=imbalance-taker', headers)).toMatchObject([
    409,
    { error: { code: 'refused', message: 'it trades already' } },
  ])
  expect((await choose('', headers))[0]).toBe(400)
})

test('the switch is thrown and taken back with the token of the page, and without it neither', async () => {
  const server = await desk()
  const killed = async () => {
    const answer = await server.inject('/api/market')
    return answer.json<MarketState>().account?.killed
  }
  const asked = '/api/kill?flatten=yes&reason=exchange+hacked'
  expect((await server.inject({ method: 'POST', url: asked })).statusCode).toBe(403)
  const wrong = { 'isobar-token': 'guessed' }
  expect((await server.inject({ method: 'POST', url: asked, headers: wrong })).statusCode).toBe(403)
  expect(await killed()).toBeNull()

  const headers = await actingHeaders(server)
  const answer = await server.inject({ method: 'POST', url: asked, headers })
  expect(answer.json()).toMatchObject({
    account: { killed: { reason: 'exchange hacked', flatten: true } },
  })
  const plain = (await server.inject('/market')).body
  expect(plain).toContain('is thrown since 2024-01-01')
  expect(plain).toContain('marks of 2024-01-01 00:00:02 UTC')
  const cells = ['98.5', '100.5', '1.50', '0.50', '-0.25', '0.00', '1.75', 'USDT']
  expect(plain).toContain(cells.map((each) => `<td>${each}</td>`).join(''))
  expect(plain).toContain('<td>stop: market at mark 96.5 or below</td>')
  expect((await server.inject({ method: 'POST', url: '/api/resume' })).statusCode).toBe(403)
  expect(await killed()).not.toBeNull()
  await server.inject({ method: 'POST', url: '/api/resume', headers })
  expect(await killed()).toBeNull()
})

test.each([
  ['/api/kill?flatten=perhaps', 'flatten: expected yes or no'],
  [`/api/kill?reason=${'x'.repeat(201)}`, 'at most 200 characters'],
  ['/api/kill?reason=a&reason=b', 'at most 200 characters'],
])('%s is refused', async (url, words) => {
  const server = await desk()
  const headers = await actingHeaders(server)
  const answer = await server.inject({ method: 'POST', url, headers })
  expect([answer.statusCode, answer.body]).toEqual([400, expect.stringContaining(words)])
})

test('without a market there is nothing to switch off', async () => {
  const server = await desk(noMarket)
  const headers = await actingHeaders(server)
  for (const url of ['/api/kill', '/api/resume'])
    expect((await server.inject({ method: 'POST', url, headers })).statusCode).toBe(409)
  expect((await server.inject('/market')).body).toContain('started for research alone')
})

test.each(['/api/market', '/market'])('%s answers only our own page', async (url) => {
  const server = await desk()
  const foreign = [{ host: 'evil.example' }, { 'sec-fetch-site': 'cross-site' }]
  for (const headers of foreign)
    expect((await server.inject({ url, headers })).statusCode).toBe(403)
})
