import { once } from 'node:events'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage, type RequestOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { eventually } from '../../../test/until.ts'
import { unavailable } from '../../math/outcome.ts'
import { IsobarError } from '../../core/errors.ts'
import type { BarSeries } from '../../core/bars.ts'
import type { DeskFrame, PairAnswer, ScreenAnswer } from '../../protocol/desk.ts'
import { actingHeaders } from '../../../test/acting-headers.ts'
import { screenFixture, seriesNames } from '../../../test/desk-fixture.ts'
import { pairFixture } from '../../../test/desk-pair-fixture.ts'
import { buildServer } from './build-server.ts'
import type { DeskData } from './desk-data.ts'
import type { DeskJobs } from './desk-jobs.ts'
import { requireFreePort, startServer } from './server.ts'

const webFolder = mkdtempSync(join(tmpdir(), 'isobar-web-'))
mkdirSync(join(webFolder, 'assets'))
writeFileSync(join(webFolder, 'index.html'), '<!--isobar:token--><main><!--isobar:facts--></main>')
writeFileSync(join(webFolder, 'assets', 'page-1.js'), 'export {}')
writeFileSync(join(webFolder, 'secret.txt'), 'not for the world')
afterAll(() => rmSync(webFolder, { recursive: true }))

const names = seriesNames(6)
/** As many as a series needs to be used. */
const closes = Array.from({ length: 40 }, (_, row) => 1 + (row % 3))
const data: DeskData = {
  funding: () => Promise.resolve(undefined),
  unsealed: (series) => Promise.resolve({ series, notes: [] }),
  sealsStamp: () => '',
  listed: () => [],
  files: () => undefined,
  source: { kind: 'synthetic', seed: 7 },
  universes: () => [{ venue: 'synthetic', timeframe: '1h', series: names }],
  bars: ({ series }) =>
    Promise.resolve({
      series: series.map(
        (name) => ({ instrument: { name }, open: [1], close: closes }) as unknown as BarSeries,
      ),
      skipped: [{ series: 'LEFT-OUT', reason: 'constant' }],
    }),
}
const jobs: DeskJobs = {
  screen: (series, { onProgress }) => {
    onProgress?.(3, 15)
    return Promise.resolve(screenFixture(1, series.length))
  },
  pair: ({ y, x }, parameters) =>
    Promise.resolve(pairFixture({ y: y.instrument.name, x: x.instrument.name }, parameters)),
  sweep: () => Promise.resolve(unavailable('too-few-rows', 'too few rows: 1')),
  verdict: () => Promise.resolve(unavailable('too-few-rows', 'too few rows: 1')),
  radarHistory: () => Promise.resolve(unavailable('too-few-rows', 'too few rows: 1')),
  flowTrain: () => Promise.resolve(unavailable('too-few-rows', 'too few rows: 1')),
  pairNull: () => Promise.resolve(unavailable('no-null-runs', 'no drawn pair has a result')),
  walkForward: () => Promise.resolve(unavailable('too-few-rows', 'too few rows: 1')),
}
const open: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()))
})

async function desk(parts: { data?: Partial<DeskData>; jobs?: Partial<DeskJobs> } = {}) {
  const options = { data: { ...data, ...parts.data }, port: 0, webFolder, version: '1.2.3' }
  const server = await buildServer(options, { ...jobs, ...parts.jobs })
  open.push(server)
  return server
}

const universe = 'venue=synthetic&timeframe=1h'
const pair = `/api/pair?${universe}&y=ETH-USDT&x=BTC-USDT`

test('the page is readable without a script: name, version, mode, source, where to go', async () => {
  const { body, headers } = await (await desk()).inject('/')
  expect(headers['content-type']).toMatch('text/html')
  for (const words of [
    'Isobar',
    '1.2.3',
    'research',
    'SYNTHETIC DATA, seed 7',
    'href="/listing"',
  ]) {
    expect(body).toContain(words)
  }
})

test('every answer forbids what the page does not need', async () => {
  const server = await desk()
  for (const url of ['/', '/api/health', '/nothing', '/assets/page-1.js', '/listing']) {
    const { headers } = await server.inject(url)
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    })
  }
})

test('scripts and styles are kept by the browser for good, the page is asked for anew', async () => {
  const server = await desk()
  const script = await server.inject('/assets/page-1.js')
  expect(script.headers['cache-control']).toMatch(/immutable/)
  expect((await server.inject('/')).headers['cache-control']).toBe('no-cache')
})

test.each([
  '/secret.txt',
  '/assets/../secret.txt',
  '/assets/%2e%2e/secret.txt',
  '/assets/..%2fsecret.txt',
  '/assets/',
])('%s gives no file away', async (url) => {
  const { statusCode, body } = await (await desk()).inject(url)
  expect(statusCode).toBeGreaterThanOrEqual(400)
  expect(body).not.toContain('not for the world')
})

test('health and universes are JSON and name their source', async () => {
  const server = await desk()
  expect((await server.inject('/api/health')).json()).toEqual({
    status: 'ok',
    name: 'isobar',
    version: '1.2.3',
    mode: 'research',
    source: data.source,
    market: { kind: 'none' },
  })
  expect((await server.inject('/api/universes')).json()).toMatchObject({
    source: data.source,
    universes: [{ venue: 'synthetic', timeframe: '1h', series: names }],
  })
})

test('a screen is started by the first question and kept for the next ones', async () => {
  const screen = vi.fn<DeskJobs['screen']>((...asked) => jobs.screen(...asked))
  const server = await desk({ jobs: { screen } })
  const first = (await server.inject(`/api/screen?${universe}`)).json<ScreenAnswer>()
  expect(first).toEqual({ state: 'running', done: 0, total: 15 })
  const answer = await eventually(async () => {
    const next = (await server.inject(`/api/screen?${universe}`)).json<ScreenAnswer>()
    expect(next.state).toBe('done')
    return next
  })
  expect(answer).toMatchObject({
    result: {
      kind: 'pairs-screen',
      tests: 30,
      skipped: [{ series: 'LEFT-OUT' }, { series: 'GONE-USDT' }],
    },
  })
  expect(screen).toHaveBeenCalledTimes(1)
})

test('bars that cannot be read are told in one line, and tried again', async () => {
  const message = 'ETH-USDT-1h.csv row 3, column close: expected a number, got NaN'
  const bars = vi.fn<DeskData['bars']>(() => Promise.reject(new IsobarError('data', message)))
  const server = await desk({ data: { bars } })
  await server.inject(`/api/screen?${universe}`)
  await eventually(async () => {
    const answer = (await server.inject(`/api/screen?${universe}`)).json<ScreenAnswer>()
    expect(answer).toEqual({ state: 'failed', message })
  })
  await server.inject(`/api/screen?${universe}`)
  await eventually(() => expect(bars).toHaveBeenCalledTimes(2))
})

test('a pair is worked out with the parameters asked for, once', async () => {
  const work = vi.fn<DeskJobs['pair']>((...asked) => jobs.pair(...asked))
  const server = await desk({ jobs: { pair: work } })
  const answer = (await server.inject(`${pair}&entry=2.5`)).json<PairAnswer>()
  await server.inject(`${pair}&entry=2.5`)
  expect(answer.backtest?.parameters).toMatchObject({ entry: 2.5, exit: 0.5, y: 'ETH-USDT' })
  expect(work).toHaveBeenCalledTimes(1)
})

test.each([
  [`${pair}&entry=two`, 400, "entry: expected a number, got 'two'"],
  [`${pair}&entry=2&entry=3`, 400, 'entry: expected one value, got several'],
  [`${pair}&entri=2`, 400, "'entri': expected one of venue,"],
  [`${pair}&exit=3`, 400, 'exit 3 must lie below entry 2'],
  [`/api/pair?${universe}&y=ETH-USDT`, 400, 'x: expected the name of a series, got none'],
  [`/api/pair?${universe}&y=ETH-USDT&x=ETH-USDT`, 400, 'x: expected another series than y'],
  [`/api/pair?${universe}&y=ETH-USDT&x=NOT-HERE`, 404, "x: 'NOT-HERE' is not among"],
  ['/api/screen', 400, 'venue: expected the name of a venue, got none'],
  ['/api/screen?venue=a', 400, 'timeframe: expected one like 1h, got none'],
  ['/api/screen?venue=../../etc&timeframe=1h', 404, "there is no universe '../../etc' '1h'"],
  [`/api/screen?${universe}&__proto__=1`, 400, "'__proto__'"],
  ['/api/nothing', 404, 'nothing is here'],
])('%s is refused in one line', async (url, status, message) => {
  const response = await (await desk()).inject(url)
  expect(response.statusCode).toBe(status)
  const { error } = response.json<{ error: { code: string; message: string } }>()
  expect(error.message).toContain(message)
  expect(error.message).not.toContain('\n')
})

test('an address longer than any of ours is refused', async () => {
  const { statusCode } = await (await desk()).inject(`/?${'x'.repeat(3_000)}`)
  expect(statusCode).toBe(414)
})

test('a fault of our own is logged whole and told without its insides', async () => {
  const log = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const server = await desk({ jobs: { pair: () => Promise.reject(new Error('insides')) } })
  const response = await server.inject(pair)
  expect(response.statusCode).toBe(500)
  expect(response.body).not.toContain('insides')
  expect(String(log.mock.calls[0]?.[0])).toContain('insides')
  log.mockRestore()
})

test('what someone named in a file cannot become markup in the listing', async () => {
  const series = ['<b>A</b>-USDT', 'B-USDT']
  const universes = () => [{ venue: '<script>', timeframe: '1h', series }]
  const { body } = await (await desk({ data: { universes } })).inject('/listing')
  expect(body).not.toMatch(/<script>|<b>/)
})

test('no other site can make the desk work, not even by a picture of its listing', async () => {
  const server = await desk({})
  for (const url of [`/listing?${universe}`, `/api/screen?${universe}`]) {
    const foreign = await server.inject({ url, headers: { 'sec-fetch-site': 'cross-site' } })
    expect(foreign.statusCode).toBe(403)
  }
})

test('the listing has the screen as a plain table', async () => {
  const server = await desk()
  await server.inject(`/listing?${universe}`)
  await eventually(async () => {
    const { body } = await server.inject(`/listing?${universe}`)
    expect(body).toContain('<td>ETH-USDT</td>')
  })
})

async function listening(parts: Parameters<typeof desk>[0] = {}): Promise<number> {
  const server = await desk(parts)
  await server.listen({ host: '127.0.0.1', port: 0 })
  return (server.server.address() as AddressInfo).port
}

/** The answer to a request; where it was upgraded, with the first bytes of the other protocol. */
async function ask(options: RequestOptions): Promise<IncomingMessage & { head?: Buffer }> {
  const sent = request({ host: '127.0.0.1', agent: false, ...options })
  sent.end()
  const answer: unknown[] = await Promise.race([once(sent, 'response'), once(sent, 'upgrade')])
  return Object.assign(answer[0] as IncomingMessage, { head: answer[2] as Buffer })
}

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'aXNvYmFyIGlzb2JhciBpcw==',
}

test.each([
  ['Host', { host: 'rebound.example' }],
  ['Host', { host: 'rebound.example:{port}' }],
  ['Host', { host: '127.0.0.1:1' }],
  ['Origin', { origin: 'https://example.com' }],
  ['Origin', { origin: 'null' }],
  ['Origin', { origin: 'http://127.0.0.1:1' }],
  ['Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
])('a foreign %s is 403 over HTTP and over WebSocket: %j', async (_, foreign) => {
  const port = await listening()
  const headers = Object.fromEntries(
    Object.entries(foreign).map(([name, value]) => [name, value.replace('{port}', String(port))]),
  )
  const plain = await ask({ port, path: '/api/health', headers })
  const socket = await ask({ port, path: '/ws', headers: { ...upgrade, ...headers } })
  expect([plain.statusCode, socket.statusCode]).toEqual([403, 403])
})

test('its own page is let in over WebSocket', async () => {
  const port = await listening()
  const headers = { ...upgrade, origin: `http://127.0.0.1:${port}` }
  const answer = await ask({ port, path: '/ws', headers })
  expect(answer.statusCode).toBe(101)
  answer.socket.destroy()
})

test('the server listens on the loopback interface only', async () => {
  const server = await desk()
  await server.listen({ host: '127.0.0.1', port: 0 })
  expect(server.server.address()).toMatchObject({ address: '127.0.0.1' })
})

test('the socket greets, then tells of a screen from its first pair to its end', async () => {
  const port = await listening()
  const { socket, head } = await ask({ port, path: '/ws', headers: upgrade })
  const frames: DeskFrame[] = []
  const hear = (bytes: Buffer): void => {
    const heard = textFrames(bytes).map((text) => JSON.parse(text) as DeskFrame)
    // The market's go on at their own pace.
    frames.push(...heard.filter(({ type }) => type !== 'market'))
  }
  if (head !== undefined) hear(head)
  socket.on('data', hear)
  await eventually(() => expect(frames).toHaveLength(1))
  await ask({ port, path: `/api/screen?${universe}` })
  await eventually(() => expect(frames.at(-1)?.type).toBe('screen-done'))
  expect(frames.map(({ type }) => type)).toEqual(['hello', 'screen-progress', 'screen-done'])
  expect(frames[0]).toMatchObject({ health: { version: '1.2.3', source: data.source } })
  expect(frames[1]).toMatchObject({ venue: 'synthetic', timeframe: '1h', done: 3, total: 15 })
  socket.destroy()
})

test('closing ends the sockets and refuses what was still being worked out', async () => {
  const server = await desk({ jobs: { pair: endless } })
  await server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = server.server.address() as AddressInfo
  const { socket } = await ask({ port, path: '/ws', headers: upgrade })
  const ended = once(socket, 'close')
  const asked = server.inject(pair)
  await server.close()
  socket.resume()
  await ended
  expect((await asked).statusCode).toBe(503)
})

test('a port that is taken is a fault of the world, told in one line', async () => {
  const port = await listening()
  const options = { data, port, webFolder, version: '1.2.3' }
  const fault = {
    code: 'world',
    message: `the desk cannot listen on 127.0.0.1:${port}: another program has it; choose another with --port, or 0 for any free one`,
  }
  await expect(startServer(options, jobs)).rejects.toMatchObject(fault)
  await expect(requireFreePort(port)).rejects.toMatchObject(fault)
})

test('port 0 picks a free one and tells the address', async () => {
  const server = await startServer({ data, port: 0, webFolder, version: '1.2.3' }, jobs)
  open.push(server)
  const { port } = new URL(server.address)
  expect((await ask({ port, path: '/api/health' })).statusCode).toBe(200)
})

test('without a built page the desk does not start', async () => {
  const missing = join(webFolder, 'missing')
  const options = { data, port: 0, webFolder: missing, version: '1.2.3' }
  await expect(startServer(options, jobs)).rejects.toMatchObject({ code: 'world' })
})

/** Work that ends only when it is told to. */
const endless: DeskJobs['pair'] = (_input, _parameters, { signal }) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error))
  })

/** Unmasked, unfragmented text frames of up to 64 KiB (RFC 6455, section 5.2): what our server sends. */
function textFrames(bytes: Buffer): string[] {
  const texts: string[] = []
  for (let at = 0; at < bytes.length;) {
    const short = bytes[at + 1]!
    const start = at + (short === 126 ? 4 : 2)
    const end = start + (short === 126 ? bytes.readUInt16BE(at + 2) : short)
    if (bytes[at] === 0x81) texts.push(bytes.toString('utf8', start, end))
    at = end
  }
  return texts
}

test('long work is started, looked at and cancelled at one address; a wrong parameter is 400', async () => {
  const server = await desk()
  const url = `/api/walk-forward?${universe}`
  expect((await server.inject(url)).json()).toEqual({ state: 'absent' })
  expect((await server.inject({ method: 'POST', url })).statusCode).toBe(403)
  expect((await server.inject(url)).json()).toEqual({ state: 'absent' })
  const headers = await actingHeaders(server)
  await server.inject({ method: 'POST', url, headers })
  await eventually(async () =>
    expect((await server.inject(url)).json()).toEqual({
      state: 'refused',
      message: 'too few rows: 1',
    }),
  )
  expect((await server.inject({ method: 'DELETE', url, headers })).json()).toMatchObject({
    state: 'refused',
  })
  const without = await server.inject(pair.replace('/api/pair', '/api/pair-null'))
  expect(without.json()).toMatchObject({
    error: { message: 'null-runs: expected how many, got none' },
  })
  const wrong = await server.inject(`${url}&formation=3`)
  expect(wrong.statusCode).toBe(400)
  expect(wrong.json()).toMatchObject({
    error: { message: "formation: expected a whole number of at least 30, got '3'" },
  })
  const foreign = { ...headers, origin: 'http://evil.example' }
  expect((await server.inject({ method: 'POST', url, headers: foreign })).statusCode).toBe(403)
})
