import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { requestControl, takeControl } from '../../src/app/live/control-file.ts'
import { openJournal } from '../../src/app/live/open-journal.ts'
import { claimJournal } from '../../src/app/route/order-file.ts'
import type { Atoms } from '../../src/core/currency.ts'
import type { Lots, PriceTicks } from '../../src/core/price.ts'
import type { Instant } from '../../src/core/time.ts'
import { runCommand } from '../run-command.ts'
import { runIsobar, type Ran } from '../run-isobar.ts'
import { journalledBuy } from './journalled-buy.ts'
import { fakeInstrument } from './socket-venue.ts'

let root: string
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'isobar-live-commands-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const run = (...args: string[]): Ran => runCommand(args, root)

function file(name: string, content: object, mode = 0o600): string {
  const path = join(root, name)
  writeFileSync(path, JSON.stringify(content), { mode })
  return path
}

test('a switch thrown while nothing runs is there for the next run, and is taken back', async () => {
  const folder = join(root, 'journal')
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', [fakeInstrument('binance')], 5_000 as Instant)
  await journal.close()
  const killing = ['risk', 'kill', '--journal', folder, '--reason', 'a reason', '--json']
  const killed = runIsobar(killing, root)
  expect(JSON.parse(killed.stdout)).toMatchObject({
    killed: { reason: 'a reason' },
    isRunning: false,
  })
  const status = JSON.parse(run('trade', 'status', '--journal', folder, '--json').stdout) as object
  expect(status).toMatchObject({
    intents: 0,
    ordersSent: 0,
    fills: 0,
    openOrders: [],
    reconciled: false,
    positions: [{ venue: 'binance', instrument: 'BTC-USDT', quantity: 0 }],
    killed: { reason: 'a reason' },
  })
  expect(run('risk', 'drill', '--journal', folder).exitCode).toBe(2)
  expect(run('risk', 'resume', '--journal', folder).exitCode).toBe(0)
  const log = JSON.parse(run('trade', 'log', '--journal', folder, '--json').stdout) as {
    kind: string
  }[]
  expect(log.map(({ kind }) => kind)).toEqual(['run', 'kill', 'resume'])
})

test('what the switch is to close is closed by a run: while there is none, by the next', async () => {
  const folder = join(root, 'to-close')
  const journal = await openJournal(folder)
  const time = 5_000 as Instant
  beginRun(journal, 'paper', [fakeInstrument('binance')], time)
  await journal.commit()
  const status = (): string => run('trade', 'status', '--journal', folder).stdout
  journal.append({ time, kind: 'kill', reason: 'asked', flatten: true })
  await journal.commit()
  expect(status()).toContain(': asked; positions are closed')
  await journal.close()
  const held = await openJournal(folder)
  held.append(journalledBuy(time, 'i2up85ew24b'))
  held.append({ time, kind: 'sent', clientOrderId: 1 })
  const event = {
    kind: 'filled',
    clientOrderId: 1,
    instrument: 0,
    exchangeTime: time,
    localTime: time,
    tradeId: 't1',
    lots: 5 as Lots,
    priceTicks: 1_000 as PriceTicks,
    liquidity: 'taker',
    feeAtoms: 0n as Atoms,
    feeCurrency: 'USDT',
    leavesLots: 0 as Lots,
  } as const
  held.append({ time, kind: 'answer', event })
  await held.commit()
  expect(status()).toContain(': asked; positions are being closed')
  await held.close()
  expect(status()).toContain(': asked; positions will be closed by the next run')
  expect(status()).toContain(
    '\nnothing runs: by the journal 1 position is held at binance; nothing',
  )
})

test('what a killed run has left is counted, and that nobody cancels or closes it', async () => {
  const folder = join(root, 'left')
  const journal = await openJournal(folder)
  const time = 5_000 as Instant
  const venues = ['binance', 'okx']
  beginRun(
    journal,
    'paper',
    venues.map((name) => fakeInstrument(name)),
    time,
  )
  for (const venue of venues)
    journal.append({ time, kind: 'reconcile', venue, differences: [], actions: [] })
  for (const [at, instrument] of [0, 0, 1].entries()) {
    const clientOrderId = at + 1
    const wish = journalledBuy(time, `i2up85ew24${at}`)
    if (wish.kind !== 'intent') throw new Error(wish.kind)
    journal.append({ ...wish, order: { ...wish.order, clientOrderId, instrument } })
    journal.append({ time, kind: 'sent', clientOrderId })
  }
  await journal.commit()
  const status = (command: string): string => run(command, 'status', '--journal', folder).stdout
  expect(status('trade')).toMatch(/; running, reconciled\.\n$/)
  await journal.close()
  const left =
    'nothing runs: by the journal 2 orders rest at binance, 1 at okx; nothing is cancelled or closed from here until a run starts\n'
  expect(status('trade')).toMatch(/; not running, reconciled when it last ran\.\n/)
  expect(status('trade').endsWith(left)).toBe(true)
  expect(status('risk').endsWith(left)).toBe(true)
  const killed = run('risk', 'kill', '--journal', folder, '--flatten')
  expect(killed.stdout).toContain(left)
  const again = run('risk', 'kill', '--journal', folder, '--flatten', '--json')
  expect(JSON.parse(again.stdout)).toMatchObject({
    isRunning: false,
    openOrders: [{ venue: 'binance' }, { venue: 'binance' }, { venue: 'okx' }],
    positions: [{ quantity: 0 }, { quantity: 0 }],
  })
})

test('a switch may be thrown before anything has run, and the first run begins with it', async () => {
  const folder = join(root, 'not', 'yet')
  expect(run('risk', 'resume', '--journal', folder).exitCode).toBe(1)
  const killed = run('risk', 'kill', '--journal', folder, '--flatten', '--json')
  expect(killed).toMatchObject({
    exitCode: 0,
    stderr: expect.stringMatching(/no run has had .*yet: the first begins with/) as string,
  })
  expect(JSON.parse(killed.stdout)).toMatchObject({ killed: { flatten: true }, isRunning: false })
  const order = { side: 'buy', coin: 'BTC', quantity: 1, instruments: [] } as const
  await claimJournal(folder, order)
  const journal = await openJournal(folder)
  beginRun(journal, 'live', [fakeInstrument('binance')], 5_000 as Instant)
  expect(journal.state.killed).toMatchObject({ reason: 'asked', flatten: true })
  await journal.close()
  expect(run('risk', 'kill', '--journal', folder).stderr).toBe('')
  expect(run('risk', 'resume', '--journal', folder).exitCode).toBe(0)
})

test('what was asked of a run that is gone takes no switch back, and what is not thrown is not taken back', async () => {
  const folder = join(root, 'stale')
  const journal = await openJournal(folder)
  beginRun(journal, 'paper', [fakeInstrument('binance')], 5_000 as Instant)
  await journal.close()
  expect(run('risk', 'resume', '--journal', folder)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('is not thrown') as string,
  })
  await requestControl(folder, { kind: 'resume', reason: '', flatten: false })
  expect(run('risk', 'kill', '--journal', folder, '--reason', 'hacked').exitCode).toBe(0)
  expect(await takeControl(folder)).toBeUndefined()
  // A switch that was to be thrown is kept for whoever comes next.
  await requestControl(folder, { kind: 'kill', reason: 'again', flatten: false })
  await (await openJournal(folder)).close()
  expect(await takeControl(folder)).toEqual({ kind: 'kill', reason: 'again', flatten: false })
})

const venues = { binance: {} }

test.each<[string, string[], number, RegExp]>([
  ['paper without a journal', ['--mode', 'paper'], 2, /needs a journal/],
  ['live orders nobody asked for', ['--mode', 'live', '--journal', 'j'], 2, /--live-orders/],
  [
    'live without limits',
    ['--mode', 'live', '--journal', 'j', '--live-orders'],
    2,
    /--limits FILE/,
  ],
])('%s is refused', (_, args, exitCode, words) => {
  const config = file('plain.json', { venues })
  const ran = run('trade', '--strategy', 'drill', '--config', config, ...args)
  expect([ran.exitCode, ran.stderr]).toEqual([exitCode, expect.stringMatching(words)])
})

test('limits that are not enough, keys others may read, and addresses elsewhere are refused', () => {
  const live = ['--mode', 'live', '--journal', join(root, 'j'), '--live-orders']
  const config = file('live.json', { venues })
  const limits = file('limits.json', { orderNotionalMost: 5 })
  const short = run('trade', '--strategy', 'drill', '--config', config, ...live, '--limits', limits)
  expect([short.exitCode, short.stderr]).toEqual([
    2,
    expect.stringMatching(/positionNotionalMost, dailyLossMost/),
  ])
  const open = file('open.json', { venues: { binance: { apiKey: 'k', secret: 's' } } }, 0o644)
  const paper = ['--mode', 'paper', '--journal', join(root, 'j')]
  const read = run('trade', '--strategy', 'drill', '--config', open, ...paper)
  expect([read.exitCode, read.stderr]).toEqual([
    2,
    expect.stringMatching(/expected mode 0600, got 0644/),
  ])
  const away = file('away.json', { venues: { binance: { url: 'http://example.com' } } })
  const sent = run('trade', '--strategy', 'drill', '--config', away, ...paper)
  expect([sent.exitCode, sent.stderr]).toEqual([2, expect.stringMatching(/loopback/)])
})

test.each([
  [{}, 'binance: no keys; set ISOBAR_BINANCE_KEY and ISOBAR_BINANCE_SECRET, or'],
  [{ apiKey: 'k' }, 'binance: a key and no secret; set ISOBAR_BINANCE_SECRET, or'],
  [{ secret: 's' }, 'binance: a secret and no key; set ISOBAR_BINANCE_KEY, or'],
])('of keys %j what is missing is named', (keys, words) => {
  const venue = { url: 'http://127.0.0.1:1', ...keys }
  const config = file('keys.json', { venues: { binance: venue } })
  const paper = ['--mode', 'paper', '--journal', join(root, 'keyless')]
  const ran = run('trade', '--strategy', 'drill', '--config', config, ...paper)
  expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining(words)])
})

test('status says which order of unknown fate freezes an instrument, and which venue was not compared', async () => {
  const folder = join(root, 'frozen')
  const [binance, okx] = [fakeInstrument('binance'), fakeInstrument('okx')]
  const journal = await openJournal(folder)
  // A day that is over, so that the date is said too.
  const time = (Date.parse('2026-03-01T10:50:27.500Z') * 1_000) as Instant
  beginRun(journal, 'paper', [binance, okx], time)
  const agreed = {
    time,
    kind: 'reconcile',
    venue: 'binance',
    differences: [],
    actions: [],
  } as const
  journal.append(agreed)
  journal.append(journalledBuy(time, 'i2up85ew24b'))
  journal.append({ time, kind: 'sent', clientOrderId: 1 })
  const searched = { kind: 'searched', clientOrderId: 1, filledLots: 0 as Lots } as const
  for (const later of [0, 1_000_000])
    journal.append({ ...searched, time: (time + later) as Instant, result: 'unknown' })
  await journal.commit()
  const instruments = [binance, okx].map(({ venue, name }) => ({
    venue,
    instrument: name,
    trust: 1,
    mid: 100,
    halts: [],
  }))
  writeFileSync(join(folder, 'status.json'), JSON.stringify({ instruments, pegs: {} }))
  const frozen = 'order i2up85ew24b of unknown fate since 2026-03-01 10:50:27'
  const status = (command: string, ...more: string[]): string =>
    run(command, 'status', '--journal', folder, ...more).stdout
  const told = status('risk')
  expect(told).toMatch(new RegExp(`^binance:BTC-USDT .* ${frozen}$`, 'm'))
  expect(told).toMatch(/^okx:BTC-USDT +1\.00 +100\s*$/m)
  const why = `NOT reconciled: okx not compared yet, ${frozen}.`
  expect(told).toContain(`running, ${why}`)
  expect(status('trade')).toContain(why)
  expect(JSON.parse(status('risk', '--json'))).toMatchObject({
    reconciled: false,
    differences: [],
    notCompared: ['okx'],
    unknownOrders: [
      {
        clientOrderId: 'i2up85ew24b',
        venue: 'binance',
        instrument: 'BTC-USDT',
        since: Date.parse('2026-03-01T10:50:27.500Z'),
      },
    ],
  })
  journal.append({ ...searched, time, result: 'absent' })
  journal.append({ ...agreed, venue: 'okx' })
  await journal.close()
  expect(status('risk')).toContain('nothing runs, reconciled.')
  expect(JSON.parse(status('risk', '--json'))).toMatchObject({ unknownOrders: [], notCompared: [] })
})

test('a journal that is not there is named', () => {
  const ran = run('trade', 'status', '--journal', join(root, 'none'), '--json')
  expect([ran.exitCode, JSON.parse(ran.stdout)]).toMatchObject([1, { error: { code: 'world' } }])
})
