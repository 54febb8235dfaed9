import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serve } from '../../src/app/exchange/serve.ts'
import { endedBy } from '../ended-by.ts'
import { runCommand } from '../run-command.ts'
import { projectFolder } from '../source-files.ts'
import { wireClient } from './wire-socket.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-served-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The command at work; its address once it accepts. */
async function serving(
  ...args: readonly string[]
): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const child = spawn(
    process.execPath,
    [join(projectFolder, 'bin', 'isobar'), 'exchange', 'serve', '--port', '0', '--quiet', ...args],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const address = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()))
    child.once('exit', (code) => reject(new Error(`ended with ${code}`)))
  })
  return { child, address }
}

test('a recording is served: its address in one line, what there is at /, faults from a file, an end within 2 s', async () => {
  const recording = join(folder, 'recording')
  const made = ['--venues', 'binance', '--bases', 'BTC', '--duration', '5s', '--quiet']
  const ran = runCommand(['market', 'synthesize', '--out', recording, ...made], folder)
  expect(ran.exitCode, ran.stderr).toBe(0)
  const file = join(folder, 'faults.yaml')
  writeFileSync(file, 'binance.notFoundMs: 20\n')
  const served = ['--venues', 'binance', '--recording', recording, '--faults', file]
  const { child, address } = await serving(...served)
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const get = async (path: string): Promise<unknown> => (await fetch(`${address}${path}`)).json()
  expect(await get('/')).toEqual({
    venues: ['binance'],
    instruments: [
      { venue: 'binance', instrument: 'BTC-USDT', class: 'spot' },
      { venue: 'binance', instrument: 'BTC-USDT', class: 'linear' },
    ],
    duplicates: { binance: expect.stringContaining('open') as string },
    playedShiftUs: expect.any(Number) as number,
  })
  expect(await get('/faults')).toMatchObject({ binance: { notFoundMs: 20, drop: 0 } })
  const depth = (await get('/binance/api/v3/depth?symbol=BTCUSDT&limit=5')) as { bids: unknown[] }
  expect(depth.bids).toHaveLength(5)
  const socket = await wireClient(`${address.replace('http', 'ws')}/binance/ws/btcusdt@trade`)
  await socket.until(({ e }) => e === 'trade')
  expect(await endedBy(child, { withinMs: 2_000 })).toBe(0)
})

test.each([
  ['a venue that is not served', { venues: ['nowhere'] }, 'no nowhere can be served'],
  ['a fault that is none', { faults: { gaps: 1 } }, 'no fault gaps'],
  ['a share beyond all', { faults: { 'binance.gap': 2 } }, 'expected a number from 0 to 1'],
])('%s is wrong usage', async (_, options, words) => {
  const asked = {
    seed: 1,
    historySeconds: 1,
    port: 0,
    faults: {},
    failed: () => undefined,
    ...options,
  }
  await expect(serve(asked)).rejects.toThrow(words)
})

test('a port that is taken is the world failing, in one line', async () => {
  const holder = createServer()
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  const { port } = holder.address() as { port: number }
  const asked = { seed: 1, historySeconds: 1, port, faults: {}, failed: () => undefined }
  await expect(serve(asked)).rejects.toMatchObject({
    code: 'world',
    message: `cannot listen on 127.0.0.1:${port}: another program has it; choose another, or 0 for any free one`,
  })
  holder.close()
})
