import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import type { JournalLine } from '../../src/app/live/journal-log.ts'
import type { JournalStatus } from '../../src/app/live/journal-report.ts'
import { quantityOf, type Lots } from '../../src/core/price.ts'
import type { OrderRecord } from '../../src/exchanges/world/order-record.ts'
import { usualSwitches } from '../../src/exchanges/faults/fault-switches.ts'
import { profileOf } from '../../src/gateways/venue-profiles.ts'
import { Random } from '../../src/math/random.ts'
import { served } from '../exchange/served.ts'
import { runCommand } from '../run-command.ts'
import { projectFolder } from '../source-files.ts'
import { until } from '../until.ts'

// The real command, over the wire and through the gateways, killed at any instant while the venues it drills at acknowledge
// up to thirty seconds late or never, lose what was sent, say "not found" of what is there, and take an id again once its
// order is filled. `ISOBAR_KILLS=100 npx vitest run test/live/kill-over-the-wire.test.ts` at a hundred instants.

const kills = Number(process.env['ISOBAR_KILLS'] ?? 1)
const seed = Number(process.env['ISOBAR_SEED'] ?? 1)
const isWhole = kills >= 10
const venues = ['binance', 'bybit', 'okx'] as const
/** A life that trades lasts so long at most. */
const lifeMs = Number(process.env['ISOBAR_LIFE_MS'] ?? 6_000)
/** After so long nothing is on its way any more: late acknowledgements are thirty seconds late at most. */
const outMostMs = 40_000
const faults = {
  ackLate: 0.1,
  ackLateMs: 30_000,
  ackLost: 0.05,
  commandLost: 0.03,
  notFoundMs: 2_000,
  idAgain: 1,
  cancelLoses: 0.2,
}

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
const children: ChildProcess[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-kill-wire-'))
  exchange = await served(venues, faults)
  const { key: apiKey, secret, passphrase } = servedKeys
  const told = venues.map((venue) => {
    const password = venue === 'okx' ? { password: passphrase } : {}
    return [venue, { url: `${exchange.address}/${venue}`, apiKey, secret, ...password }]
  })
  const instruments = venues.map((venue) => `${venue}:BTC-USDT`)
  const strategy = { everyMs: 400, notional: 200 }
  const config = { venues: Object.fromEntries(told) as object, instruments, strategy, seed }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
}, 60_000)
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

const journal = (): string => join(folder, 'journal')

interface Life {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  readonly said: () => string
  /** Settles when it trades. @throws Error when it ends before; on a busy machine either may take minutes */
  readonly trading: Promise<void>
}

function trade(): Life {
  const args = ['--mode', 'paper', '--strategy', 'drill', '--journal', journal()]
  const script = join(projectFolder, 'bin', 'isobar')
  const child = spawn(
    process.execPath,
    [script, 'trade', ...args, '--config', join(folder, 'config.json')],
    { cwd: projectFolder, env: { ...process.env, ISOBAR_HOME: folder } },
  )
  children.push(child)
  let said = ''
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const trading = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        said += data.toString()
        if (/ trading/.test(said)) resolve()
      })
    void ended.then((code) => reject(new Error(`ended by itself (${code}): ${said}`)))
  })
  trading.catch(() => undefined)
  return { child, ended, said: () => said, trading }
}

/** What the venues themselves know of the orders, by the names they have in the journal. */
function there(): {
  readonly orders: ReadonlyMap<string, OrderRecord>
  readonly doubles: string[]
} {
  const orders = new Map<string, OrderRecord>()
  const doubles: string[] = []
  for (const { plan, records } of exchange.world.accounts) {
    const venue = venues.find((name) => plan.name.startsWith(name))!
    for (const order of records.taken()) {
      const { prefix } = profileOf(venue).ids
      const name = order.clientId.slice(prefix.length)
      if (orders.has(name)) doubles.push(name)
      orders.set(name, order)
    }
  }
  return { orders, doubles }
}

function fillsThere(): number {
  return exchange.world.accounts.reduce((sum, { records }) => sum + records.fills().length, 0)
}

function json(command: 'status' | 'log'): unknown {
  const told = runCommand(['trade', command, '--journal', journal(), '--json'], folder)
  expect(told.exitCode, told.stderr).toBe(0)
  return JSON.parse(told.stdout)
}

/** The journal of a run that ended says what the venues say, of all whose fate it does not say to be unknown. */
function expectTheSame(): { readonly status: JournalStatus; readonly absent: number } {
  const status = json('status') as JournalStatus
  const log = json('log') as JournalLine[]
  const { orders, doubles } = there()
  expect(doubles).toEqual([])
  const intents = new Set(
    log.filter(({ kind }) => kind === 'intent').map((line) => line.clientOrderId!),
  )
  expect([...orders.keys()].filter((name) => !intents.has(name))).toEqual([])
  const absent = log.filter(({ kind, outcome }) => kind === 'reconcile' && outcome === 'absent')
  expect(absent.filter(({ clientOrderId }) => orders.has(clientOrderId!))).toEqual([])
  const unknown = new Set(status.openOrders.map(({ clientOrderId }) => clientOrderId))
  const heard = log
    .filter(({ kind }) => kind === 'fill')
    .map((line) => `${line.clientOrderId} ${String(line['quantity'])}`)
  const happened = [...orders].flatMap(([name, { fills, index }]) => {
    const { lotSize } = exchange.world.state(index).instrument
    return fills.map(({ lots }) => `${name} ${quantityOf(lots as Lots, lotSize)}`)
  })
  const known = (fills: readonly string[]): string[] =>
    fills.filter((fill) => !unknown.has(fill.split(' ')[0]!)).toSorted()
  expect(known(heard)).toEqual(known(happened))
  expect(status.isRunning).toBe(false)
  // An end asks to cancel whatever it knows to be open.
  const asked = new Set(
    log.filter(({ kind }) => kind === 'cancel').map((line) => line.clientOrderId!),
  )
  const passedOver = status.openOrders.filter(
    ({ stage, clientOrderId }) => stage === 'accepted' && !asked.has(clientOrderId),
  )
  expect(passedOver).toEqual([])
  const open = [...orders].filter(([, order]) => order.status === 'open').map(([name]) => name)
  expect(open.filter((name) => !unknown.has(name))).toEqual([])
  return { status, absent: absent.length }
}

test(
  `killed ${kills} times over the wire: no order twice, no fill lost, nothing left open`,
  async () => {
    const random = new Random(seed)
    let ends = 0
    const end = async (afterMs: number): Promise<ReturnType<typeof expectTheSame>> => {
      const { child, ended, said, trading } = trade()
      await trading
      await pause(afterMs)
      child.kill('SIGTERM')
      const exitCode = await ended
      ends++
      const same = expectTheSame()
      // What an end could not find out about it says, by its exit code too.
      expect(exitCode, said()).toBe(same.status.openOrders.length > 0 ? 1 : 0)
      return same
    }
    for (let kill = 0; kill < kills; kill++) {
      const { child, ended, trading } = trade()
      // Some are killed while they start or find out what became of what was out, most while they trade.
      if (kill > 0 && random.uniform() < 0.25) await pause(random.uniform() * 5_000)
      else {
        await trading
        if (kill === 0) await until(() => fillsThere() > 0)
        await pause(random.uniform() * lifeMs)
      }
      child.kill('SIGKILL')
      await ended
      if (kill % 10 === 9) await end(1_000 * random.uniform())
    }
    exchange.turn({ ...usualSwitches })
    // Few kills take no forty seconds more. On a busy machine a life ends with what its last moment left unknown.
    let last = await end(isWhole ? outMostMs : 0)
    for (let more = isWhole ? 3 : 0; more > 0 && last.status.openOrders.length > 0; more--)
      last = await end(outMostMs)
    const { status, absent } = last
    process.stdout.write(
      `${kills} kills, ${ends} ends: ${status.intents} intents, ${there().orders.size} orders, ${status.fills} fills, ${absent} proven absent\n`,
    )
    expect(status.fills).toBeGreaterThan(0)
    // Without faults every fate is found out, when no order can be on its way any more.
    const left = isWhole ? status.openOrders : []
    expect(left).toEqual([])
    expect(!isWhole || status.reconciled).toBe(true)
  },
  kills * (60_000 + lifeMs) + 300_000,
)
