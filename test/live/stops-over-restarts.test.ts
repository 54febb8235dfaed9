import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { openCcxt } from '../../src/app/market/ccxt-market.ts'
import { wantedInstrument } from '../../src/app/market/wanted-instrument.ts'
import type { CcxtExchange, CcxtOrder } from '../../src/gateways/ccxt-exchange.ts'
import { served } from '../exchange/served.ts'
import { projectFolder } from '../source-files.ts'
import { until } from '../until.ts'

// The real command with a limits file that asks for stops, killed while it holds a position.

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
let account: CcxtExchange
const children: ChildProcess[] = []
const { key: apiKey, secret, passphrase: password } = servedKeys
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-stops-'))
  exchange = await served(['okx'])
  const connection = { url: exchange.address, apiKey, secret, password }
  account = await openCcxt(
    { venue: 'okx', id: 'okx' },
    [wantedInstrument('BTC-USDT:linear', 'test')],
    connection,
  )
  const venue = { url: exchange.address, apiKey, secret, password }
  const config = { venues: { okx: venue }, instruments: ['okx:BTC-USDT:linear'] }
  const strategy = { everyMs: 1_500, notional: 300 }
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, strategy }))
  writeFileSync(join(folder, 'limits.json'), JSON.stringify({ stopBps: 2_000 }))
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await account.close()
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

function trade(): { child: ChildProcess; ended: Promise<number | null>; said: () => string } {
  const args = ['--mode', 'paper', '--strategy', 'drill', '--journal', join(folder, 'journal')]
  const files = ['--config', join(folder, 'config.json'), '--limits', join(folder, 'limits.json')]
  const child = spawn(
    process.execPath,
    [join(projectFolder, 'bin', 'isobar'), 'trade', ...args, ...files],
    { cwd: projectFolder, env: { ...process.env, ISOBAR_HOME: folder } },
  )
  children.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (said += data.toString()))
  return { child, said: () => said, ended: new Promise((resolve) => child.once('close', resolve)) }
}

const symbol = 'BTC/USDT:USDT'
const params = { trigger: true, ordType: 'conditional' }
const stops = (): Promise<readonly CcxtOrder[]> =>
  account.fetchOpenOrders(symbol, undefined, undefined, params)
const held = async (): Promise<number> => {
  const [position] = await account.fetchPositions([symbol])
  return (position?.contracts ?? 0) * (position?.side === 'short' ? -1 : 1)
}

/** Is there one stop, for all that is held? */
async function isProtected(): Promise<boolean> {
  const [position, all] = [await held(), await stops()]
  return position !== 0 && all.length === 1 && all[0]!.amount === Math.abs(position)
}

function untilProtected(said: () => string): Promise<void> {
  const there = async (): Promise<string> =>
    `${await held()} held, ${JSON.stringify(await stops())}: ${said()}`
  // A served account may ask five times a second.
  return until(isProtected, there, 200)
}

test('a stop rests beside what is held, outlives a kill and an end, and goes with the position', async () => {
  const first = trade()
  await untilProtected(first.said)
  first.child.kill('SIGKILL')
  await first.ended
  const [left] = await stops()
  expect(left).toMatchObject({ side: 'sell' })
  const second = trade()
  await until(() => / trading/.test(second.said()), second.said)
  await untilProtected(second.said)
  second.child.kill('SIGTERM')
  expect(await second.ended, second.said()).toBe(0)
  // Whatever was held at the end is protected when nobody is there.
  const position = await held()
  expect((await stops()).map(({ amount }) => amount)).toEqual(
    position === 0 ? [] : [Math.abs(position)],
  )
})
