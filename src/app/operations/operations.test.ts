import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer, request as ask, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../../../test/until.ts'
import type { Instant } from '../../core/time.ts'
import { telegramChannel, webhookChannel } from './alert-channels.ts'
import { Alerts, usualAlertTerms } from './alerts.ts'
import { withEnvironment, type AlertsConfig } from './alerts-config.ts'
import { alarming } from './notice.ts'
import { openOperations, type Operations } from './operations.ts'
import { redactError, redactorOf } from './redactor.ts'

interface Post {
  readonly path: string
  readonly body: {
    readonly text: string
    readonly alerts?: readonly { readonly text: string }[]
    readonly dropped?: number
    readonly chat_id?: string
  }
}

let folder: string
let server: Server
let base: string
const posts: Post[] = []
let answer: (post: Post) => readonly [status: number, body: string] | undefined
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-operations-'))
  posts.length = 0
  answer = () => [200, 'ok']
  server = createServer((request, response) => {
    let text = ''
    request.on('data', (data: Buffer) => (text += data.toString()))
    request.on('end', () => {
      const post = { path: request.url!, body: JSON.parse(text) as Post['body'] }
      posts.push(post)
      const said = answer(post)
      if (said !== undefined) response.writeHead(said[0]).end(said[1])
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

const terms = { ...usualAlertTerms, retryMs: 5, answerWithinMs: 5_000 }
const alert = (text: string): Parameters<Alerts['take']>[0] => ({ time: 1, kind: 'halt', text })

test('alerts of one moment go as one message, to a webhook and to a bot in their own words', async () => {
  const bot = telegramChannel({ url: base, token: '77:secret-token', chat: '-100' })
  const alerts = new Alerts([webhookChannel(`${base}/hook`, 'live j'), bot], terms, () => undefined)
  alerts.take(alert('one'))
  alerts.take(alert('two'))
  await until(() => posts.length === 2)
  const [hook, message] = ['/hook', '/bot77:secret-token/sendMessage'].map(
    (path) => posts.find((post) => post.path === path)!.body,
  )
  expect(hook).toMatchObject({
    source: 'isobar',
    run: 'live j',
    text: '[halt] one\n[halt] two',
    alerts: [{ kind: 'halt', text: 'one' }, { text: 'two' }],
    dropped: 0,
  })
  expect(message).toMatchObject({ chat_id: '-100', text: '[halt] one\n[halt] two' })
})

test('a flood is a few messages: the rest waits, the oldest of too many are given up and counted', async () => {
  const alerts = new Alerts(
    [webhookChannel(base, 'r')],
    { ...terms, perMinuteMost: 600, waitingMost: 30 },
    () => undefined,
  )
  const began = performance.now()
  for (let count = 0; count < 100; count++) alerts.take(alert('-'.repeat(count)))
  // Taking is all that the caller does: nothing has been sent yet.
  expect([posts.length, alerts.waiting(), alerts.counts.dropped]).toEqual([0, 30, 70])
  await until(() => alerts.waiting() === 0 && alerts.counts.delivered === 30)
  expect(posts.map(({ body }) => [body.alerts!.length, body.dropped])).toEqual([
    [20, 70],
    [10, 0],
  ])
  expect(posts[0]!.body.text).toContain('and 70 more')
  // Three go at once, then one in a hundred milliseconds: the fourth of five has waited for three of those.
  for (let count = 0; count < 3; count++) {
    const before = posts.length
    alerts.take(alert('+'.repeat(count)))
    await until(() => posts.length > before)
  }
  expect(performance.now() - began).toBeGreaterThan(290)
})

test('what is said again is one line with its count, and a kill goes before it all', async () => {
  const alerts = new Alerts([webhookChannel(base, 'r')], terms, () => undefined)
  for (let order = 1; order <= 57; order++)
    alerts.take({ time: order, kind: 'unknown-fate', text: `order ${order} is of unknown fate` })
  alerts.take({ time: 58, kind: 'kill', text: 'kill switch: loss' })
  await until(() => posts.length === 1)
  expect(posts[0]!.body.text).toBe(
    '[kill] kill switch: loss\n[unknown-fate] order 57 is of unknown fate (the last of 57 like it)',
  )
  expect(posts[0]!.body.alerts).toMatchObject([{ count: 1 }, { time: 57, count: 57 }])
  await until(() => alerts.counts.delivered === 58)
  expect(alerts.counts.taken).toBe(58)
  // Within a minute the like of it waits, a second kill does not, and an end lets everything go.
  alerts.take({ time: 59, kind: 'unknown-fate', text: 'order 58 is of unknown fate' })
  alerts.take({ time: 60, kind: 'kill', text: 'kill switch: loss' })
  await until(() => posts.length === 2 && alerts.waiting() === 1)
  expect(posts[1]!.body.text).toBe('[kill] kill switch: loss')
  await alerts.close(1_000)
  expect(posts[2]!.body.text).toBe('[unknown-fate] order 58 is of unknown fate')
})

test('an alert that did not arrive has not been sent: the next of its like goes at once', async () => {
  const alerts = new Alerts([webhookChannel(base, 'r')], terms, () => undefined)
  answer = () => [403, 'who are you']
  alerts.take(alert('book 1 is silent'))
  await until(() => alerts.counts.failed === 1)
  answer = () => [200, 'ok']
  alerts.take(alert('book 2 is silent'))
  await until(() => alerts.counts.delivered === 1)
  expect(posts.at(-1)!.body.text).toBe('[halt] book 2 is silent')
})

test('of too many it is not the kill that is given up', async () => {
  const few = { ...terms, waitingMost: 3 }
  const alerts = new Alerts([webhookChannel(base, 'r')], few, () => undefined)
  alerts.take({ time: 0, kind: 'kill', text: 'kill switch: asked' })
  for (let count = 1; count < 9; count++) alerts.take(alert('-'.repeat(count)))
  await until(() => posts.length === 1)
  expect(posts[0]!.body.text).toBe(
    '[kill] kill switch: asked\n[halt] -------\n[halt] --------\nand 6 more that were too many to send',
  )
})

test('a receiver that is busy is asked again when it says, one that refuses is not, and silence is given up', async () => {
  const said: string[] = []
  const patient = { ...terms, perMinuteMost: 60_000, attemptsMost: 3, answerWithinMs: 200 }
  const alerts = new Alerts([webhookChannel(base, 'r')], patient, (line) => said.push(line))
  answer = () => (posts.length < 2 ? [429, '{"parameters":{"retry_after":0.05}}'] : [200, ''])
  const began = performance.now()
  alerts.take(alert('busy'))
  await until(() => alerts.counts.delivered === 1)
  expect(performance.now() - began).toBeGreaterThan(50)
  answer = () => [403, 'who are you']
  alerts.take(alert('refused'))
  await until(() => alerts.counts.failed === 1)
  answer = () => undefined
  alerts.take(alert('silence'))
  await until(() => alerts.counts.failed === 2)
  expect([posts.length, said]).toEqual([
    2 + 1 + 3,
    [
      '1 alerts could not be sent to webhook: 403 who are you',
      expect.stringMatching(/^1 alerts could not be sent to webhook: .*time/),
    ],
  ])
})

test('an end lets go what waits, and waits no longer than it may', async () => {
  const quick = new Alerts([webhookChannel(base, 'r')], terms, () => undefined)
  quick.take(alert('last words'))
  await quick.close(1_000)
  expect(posts.at(-1)!.body.text).toBe('[halt] last words')
  answer = () => undefined
  const stuck = new Alerts(
    [webhookChannel(base, 'r')],
    { ...terms, answerWithinMs: 9_000_000 },
    () => undefined,
  )
  stuck.take(alert('nobody hears'))
  // An end that waited for an answer would outlast the test.
  await stuck.close(60)
  expect([quick.counts.delivered, stuck.counts.delivered]).toEqual([1, 0])
})

const pem = '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIabcdefgh\n-----END EC PRIVATE KEY-----\n'

test('what is secret is found as it is, in JSON, in addresses, in causes, and by the line', () => {
  const redact = redactorOf([pem, 'key+with/signs=', 'key', ''])
  expect(redact(`a ${JSON.stringify({ pem })}`)).toBe('a {"pem":"***"}')
  expect(redact('?k=key%2Bwith%2Fsigns%3D&x=1 key')).toBe('?k=***&x=1 key')
  expect(redact('MHcCAQEEIabcdefgh')).toBe('***')
  const inner = new Error('inner key+with/signs=')
  const error = redactError(new Error('outer', { cause: inner }), redact)
  expect([inner.message, (error as Error).stack]).toEqual(['inner ***', expect.any(String)])
  expect(inner.stack).not.toContain('signs')
})

/** Rights are kept elsewhere there. */
const isWindows = process.platform === 'win32'

const alertsTo = (webhook: string): AlertsConfig => ({
  kinds: alarming,
  perMinuteMost: 20,
  webhook,
  telegram: { url: base, token: '', chat: '' },
})

async function opened(said: string[] = []): Promise<Operations> {
  return openOperations({
    run: 'r',
    secrets: ['very-secret-key'],
    alerts: alertsTo(`${base}/hook`),
    log: join(folder, 'log'),
    logLevel: 'debug',
    metricsPort: 0,
    say: (line) => said.push(line),
  })
}

test('who ends the process at once has what is held said first', async () => {
  const said: string[] = []
  const operations = await opened(said)
  for (const name of ['BTC', 'ETH', 'SOL'])
    operations.tell(`okx:${name}-USDT: halted: stale`, 'halt')
  expect(said).toHaveLength(1)
  operations.sayHeld()
  expect(said[1]).toBe('okx: 2 more halts; the last: okx:SOL-USDT: halted: stale')
  await operations.close()
  expect(said).toHaveLength(2)
})

test('a key shows in no line, log, alert or record, and the log is for its owner alone', async () => {
  const said: string[] = []
  const operations = await opened(said)
  operations.tell('it was very-secret-key, says the venue', 'failure')
  // Whose command tells it itself.
  operations.tellOthers('not begun: very-secret-key', 'failure')
  operations.record({
    time: 5 as Instant,
    kind: 'baseline',
    venue: 'very-secret-key',
    balances: [{ currency: 'BTC', atoms: 2n ** 70n }],
    positions: [],
  })
  await operations.close()
  const log = readFileSync(join(folder, 'log'), 'utf8')
  expect(said).toHaveLength(1)
  for (const text of [log, said.join(), JSON.stringify(posts)]) {
    expect(text).toContain('***')
    expect(text).not.toContain('very-secret-key')
  }
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(lines).toMatchObject([
    { level: 'error', kind: 'failure', msg: 'it was ***, says the venue' },
    { level: 'error', kind: 'failure', msg: 'not begun: ***' },
    { level: 'debug', msg: 'journal: baseline', record: { balances: [{ atoms: `${2n ** 70n}` }] } },
  ])
  expect(isWindows || (statSync(join(folder, 'log')).mode & 0o777) === 0o600).toBe(true)
})

test('figures are told to this machine alone, in the words of Prometheus', async () => {
  const operations = await opened()
  operations.tell('x', 'halt')
  operations.metrics.answered('okx', 0.03)
  const text = await (await fetch(operations.address!)).text()
  expect(text).toContain('isobar_notices_total{kind="halt"} 1')
  expect(text).toContain('isobar_order_answer_seconds_bucket{le="0.05",venue="okx"} 1')
  expect(text).toContain('process_resident_memory_bytes')
  const status = (headers: Record<string, string>, path = '/metrics'): Promise<number> =>
    new Promise((resolve) => {
      ask(new URL(path, operations.address), { headers }, (response) => {
        response.resume()
        resolve(response.statusCode!)
      }).end()
    })
  expect(await status({ host: 'evil.example' })).toBe(403)
  expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403)
  expect(await status({}, '/')).toBe(404)
  const port = Number(new URL(operations.address!).port)
  await expect(
    openOperations({
      run: 'r',
      secrets: [],
      alerts: alertsTo(''),
      log: undefined,
      logLevel: 'info',
      metricsPort: port,
      say: () => undefined,
    }),
  ).rejects.toThrow(/EADDRINUSE/)
  await operations.close()
})

test('receivers come from the environment first, and half of one is refused', () => {
  const environment = { ISOBAR_ALERT_WEBHOOK: `${base}/env`, ISOBAR_TELEGRAM_TOKEN: 't' }
  const chat = { ...environment, ISOBAR_TELEGRAM_CHAT: '5' }
  expect(withEnvironment(alertsTo(`${base}/file`), chat)).toMatchObject({
    webhook: `${base}/env`,
    telegram: { token: 't', chat: '5' },
  })
  expect(() => withEnvironment(alertsTo(''), environment)).toThrow(/chat/)
  expect(() => withEnvironment(alertsTo('ftp://x'), {})).toThrow(/webhook/)
})
