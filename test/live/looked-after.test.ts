import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../until.ts'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { journalStatus, type JournalStatus } from '../../src/app/live/journal-report.ts'
import { requestControl } from '../../src/app/live/control-file.ts'
import { beginRun } from '../../src/app/live/begin-run.ts'
import { lookAtJournal, openJournal } from '../../src/app/live/open-journal.ts'
import type { Instant } from '../../src/core/time.ts'
import { served } from '../exchange/served.ts'
import { fakeInstrument } from './socket-venue.ts'
import { commandBeside } from '../run-command.ts'
import { projectFolder } from '../source-files.ts'

// The real command, at an exchange that is served in this process.

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
let hook: Server
const alerts: { readonly kind: string; readonly text: string }[] = []
const children: ChildProcess[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-looked-after-'))
  exchange = await served(['binance'])
  hook = createServer((request, response) => {
    let text = ''
    request.on('data', (data: Buffer) => (text += data.toString()))
    request.on('end', () => {
      alerts.push(...(JSON.parse(text) as { alerts: typeof alerts }).alerts)
      response.end()
    })
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await exchange.close()
  hook.closeAllConnections()
  await new Promise((resolve) => hook.close(resolve))
  rmSync(folder, { recursive: true, force: true })
})

interface Run {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  said(): string
}

/** Where alerts go, and the keys. */
function environmentOf({ key, secret } = servedKeys): Readonly<Record<string, string>> {
  const { port } = hook.address() as AddressInfo
  return {
    ISOBAR_ALERT_WEBHOOK: `http://127.0.0.1:${port}/a-secret-address`,
    ISOBAR_BINANCE_KEY: key,
    ISOBAR_BINANCE_SECRET: secret,
  }
}

function tradeArguments(
  strategy: object = { everyMs: 50 },
  mode: readonly string[] = ['paper'],
  limits: object = {},
): readonly string[] {
  const config = join(folder, 'config.json')
  writeFileSync(
    config,
    JSON.stringify({
      venues: { binance: { url: exchange.address } },
      instruments: ['binance:BTC-USDT'],
      strategy,
      limits,
      killSwitch: { onSignal: 'flatten' },
    }),
  )
  const args = ['--mode', ...mode, '--strategy', 'drill', '--config', config]
  const files = ['--journal', join(folder, 'journal'), '--log', join(folder, 'log')]
  return ['trade', ...args, ...files, '--metrics', '0', '--log-level', 'debug']
}

/** In a process of its own, which hears signals. */
function trade(...options: Parameters<typeof tradeArguments>): Run {
  const script = join(projectFolder, 'bin', 'isobar')
  const child = spawn(process.execPath, [script, ...tradeArguments(...options)], {
    cwd: projectFolder,
    env: { ...process.env, ISOBAR_HOME: folder, ...environmentOf() },
  })
  children.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  return { child, ended, said: () => said }
}

async function status(): Promise<JournalStatus> {
  const { state, isRunning } = await lookAtJournal(join(folder, 'journal'))
  return journalStatus(state, isRunning)
}

/** Everything that was written or said anywhere. */
function written(run: Run): string {
  const journal = join(folder, 'journal')
  const texts = readdirSync(folder, { recursive: false })
    .filter((name) => name === 'log')
    .map((name) => readFileSync(join(folder, name), 'latin1'))
  const segments = readdirSync(journal).map((name) => readFileSync(join(journal, name), 'latin1'))
  return [run.said(), ...texts, ...segments, JSON.stringify(alerts)].join('\n')
}

test.skipIf(process.platform === 'win32')(
  'a signal closes everything until somebody takes the switch back; figures, log and alerts tell of it, and no key',
  async () => {
    const run = trade()
    const is = (): string => run.said()
    await until(() => / trading/.test(run.said()), is)
    await until(async () => {
      const { positions } = await status()
      return positions[0]!.quantity !== 0
    }, is)
    const [, address] = /metrics at (http\S+)/.exec(run.said())!
    const figures = async (): Promise<string> => (await fetch(address!)).text()
    expect(await figures()).toMatch(/^isobar_killed 0$/m)
    run.child.kill('SIGUSR2')
    await until(async () => {
      const { killed, positions, openOrders } = await status()
      return killed !== null && positions[0]!.quantity === 0 && openOrders.length === 0
    }, is)
    const told = await figures()
    expect(told).toMatch(/^isobar_killed 1$/m)
    expect(told).toMatch(
      /^isobar_position\{venue="binance",instrument="BTC-USDT",class="spot"\} 0$/m,
    )
    expect(told).toMatch(/^isobar_order_answer_seconds_count\{venue="binance"\} [1-9]/m)
    const { intents } = await status()
    await pause(200)
    expect((await status()).intents).toBe(intents)
    await requestControl(join(folder, 'journal'), { kind: 'resume', reason: '', flatten: false })
    await until(async () => (await status()).intents > intents + 2, is)
    run.child.kill('SIGTERM')
    expect(await run.ended, run.said()).toBe(0)
    expect(alerts.map(({ kind }) => kind)).toContain('kill')
    const all = written(run)
    expect(all).toContain('journal: intent')
    expect(all).not.toContain(servedKeys.secret)
    expect(all).not.toContain('a-secret-address')
  },
)

test('a live run says that it is one, and under which limits; where the switch is thrown, that, and wakes somebody', async () => {
  const journal = await openJournal(join(folder, 'journal'))
  beginRun(journal, 'live', [fakeInstrument('binance')], 80e6 as Instant)
  journal.append({ time: 90e6 as Instant, kind: 'kill', reason: 'hacked', flatten: false })
  await journal.close()
  const limits = join(folder, 'limits.json')
  const bounds = { orderNotionalMost: 5, positionNotionalMost: 9, dailyLossMost: 7 }
  writeFileSync(limits, JSON.stringify({ ...bounds, venueNotionalMost: { binance: 8 } }))
  const args = tradeArguments({ everyMs: 50 }, ['live', '--live-orders', '--limits', limits])
  const run = commandBeside(args, folder, environmentOf())
  const words =
    'the kill switch is thrown since 1970-01-01 00:01:30 UTC (hacked): nothing is risked'
  await until(() => run.stderr().includes(words), run.stderr)
  run.interrupt()
  await run.ended
  const said = run.stdout() + run.stderr()
  expect(said).not.toMatch(/^isobar: trading$/m)
  expect(said).toMatch(
    /^isobar: LIVE: .*, at binance \(http:\S+\); limits \(money in USD\): orderNotionalMost 5, .*dailyLossMost 7, venueNotionalMost of binance 8$/m,
  )
  expect(said).toMatch(/^live: 0 orders decided on/m)
  expect(alerts).toContainEqual(
    expect.objectContaining({ kind: 'kill', text: expect.stringContaining(words) as string }),
  )
})

test('a run on paper says under which limits: those of the file, and those of the configuration that it does not name', async () => {
  const limits = join(folder, 'limits.json')
  writeFileSync(
    limits,
    JSON.stringify({ orderNotionalMost: 2_000, venueNotionalMost: { binance: 8 } }),
  )
  const own = { dailyLossMost: 1, orderNotionalMost: 5, venueNotionalMost: { binance: 7, okx: 6 } }
  const args = tradeArguments({ everyMs: 50 }, ['paper', '--limits', limits], own)
  const run = commandBeside(args, folder, environmentOf())
  await until(() => /^isobar: trading$/m.test(run.stderr()), run.stderr)
  run.interrupt()
  await run.ended
  expect(run.stderr()).toMatch(
    /^isobar: on paper; limits \(money in USD\): orderNotionalMost 2000, dailyLossMost 1, venueNotionalMost of binance 8$/m,
  )
})

test('a key that the venue does not take ends the command in one line, without the key', async () => {
  const keys = { ...servedKeys, key: 'K'.repeat(40), secret: 'S'.repeat(40) }
  const run = commandBeside(tradeArguments(), folder, environmentOf(keys))
  expect(await run.ended).toBe(1)
  expect(run.stderr()).toMatch(
    /isobar: binance: it does not take the key, its secret or its password: -?\d+ /,
  )
  expect(run.stdout() + run.stderr()).not.toMatch(/K{8}|S{8}|\n\s+at /)
})

test('a run whose strategy is refused leaves no journal behind, and somebody is woken', async () => {
  const run = commandBeside(tradeArguments({ everyMss: 50 }), folder, environmentOf())
  expect(await run.ended).toBe(2)
  expect(run.stderr()).toMatch(/no setting everyMss/)
  expect(existsSync(join(folder, 'journal'))).toBe(false)
  expect(alerts).toContainEqual(
    expect.objectContaining({ kind: 'failure', text: expect.stringMatching(/everyMss/) as string }),
  )
})
