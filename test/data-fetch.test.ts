import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ArchiveServer } from './archive-server.ts'
import { commandBeside, runCommand } from './run-command.ts'
import type { Ran } from './run-isobar.ts'
import { projectFolder } from './source-files.ts'

let server: ArchiveServer
let address: string
let root: string
beforeEach(async () => {
  server = new ArchiveServer()
  address = await server.start()
  root = mkdtempSync(join(tmpdir(), 'isobar-data-fetch-'))
})
afterEach(async () => {
  await server.stop()
  rmSync(root, { recursive: true, force: true })
})

/** The command, while this process serves it. */
async function isobar(...args: string[]): Promise<{ code: number | null } & Omit<Ran, 'exitCode'>> {
  const { ended, stdout, stderr } = commandBeside(args, join(root, 'home'), { TARDIS_API_KEY: '' })
  return { code: await ended, stdout: stdout(), stderr: stderr() }
}

const rows = Array.from({ length: 60_000 }, (_, k) => {
  const time = 1_704_067_200_000_000 + k * 1_000_000
  const price = (42_000 + ((k * 7_919) % 10_007) / 100).toFixed(2)
  return `binance,BTCUSDT,${time - 9},${time},${k},buy,${price},${((k * 31) % 977) + 1}`
})
const header = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount'
const day = gzipSync(`${[header, ...rows].join('\n')}\n`)

function fetching(...more: string[]): string[] {
  const what = 'data fetch --archive tardis --venue binance --symbol BTCUSDT'
  const days = '--from 2024-01-01 --to 2024-01-15'
  return [
    ...`${what} ${days}`.split(' '),
    '--out',
    join(root, 'tardis'),
    '--address',
    address,
    ...more,
  ]
}

test('a killed fetch is taken up where it was, and what came can be imported', async () => {
  server.files.set('binance/trades/2024/01/01/BTCUSDT.csv.gz', { bytes: day, faults: ['stall'] })
  const stalled = new Promise<void>((resolve) => (server.onStall = resolve))
  const killed = spawn(process.execPath, [join(projectFolder, 'bin/isobar'), ...fetching()], {
    env: { ...process.env, ISOBAR_HOME: join(root, 'home'), TARDIS_API_KEY: '' },
    stdio: 'ignore',
  })
  const gone = once(killed, 'close')
  await stalled
  killed.kill('SIGKILL')
  await gone
  const again = await isobar(...fetching('--json'))
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(again.stdout)).toMatchObject({
    archive: 'tardis',
    files: [
      { file: 'binance_trades_2024-01-01_BTCUSDT.csv.gz', state: 'fetched', bytes: day.length },
    ],
  })
  expect(readdirSync(join(root, 'tardis'))).toEqual(['binance_trades_2024-01-01_BTCUSDT.csv.gz'])
  const imported = await isobar(
    'data',
    'import',
    'tardis',
    join(root, 'tardis'),
    '--out',
    join(root, 'rec'),
    '--json',
  )
  expect(JSON.parse(imported.stdout)).toMatchObject({ events: 60_000 })
})

test.for([
  [['--archive', 'nothing'], 2, 'no archive nothing; there are tardis, binance-vision, bybit, okx'],
  [['--type', 'candles'], 2, 'tardis has no candles; it has incremental_book_L2'],
  [['--from', 'yesterday'], 2, 'expected ISO 8601'],
  [['--from', '2024-01-02'], 2, 'no day that is free'],
  [['--from', '2024-01-20'], 2, '--to must be after --from'],
  [['--archive', 'okx'], 2, 'no venue binance there; there are okex'],
] as const)('%s is refused', ([args, exitCode, message]) => {
  // Refused before anybody is asked: the archive, of this thread, need not answer.
  vi.stubEnv('TARDIS_API_KEY', '')
  const ran = runCommand(fetching(...args), join(root, 'home'))
  vi.unstubAllEnvs()
  expect(ran.stderr).toContain(message)
  expect(ran.exitCode).toBe(exitCode)
})

test('a venue that the archive has nothing of is refused', async () => {
  const ran = await isobar(...fetching('--venue', 'binanse'))
  expect(ran.stderr).toContain('nothing of a venue binanse there')
  expect(ran.code).toBe(2)
})

test('a day that the archive has not is told, and is no failure', async () => {
  const ran = await isobar(...fetching())
  expect(ran.stdout).toContain('absent')
  expect(ran.stdout).toContain('left out: 13 days that need a key')
  expect(ran.stdout).toContain('0 of 1 file fetched')
  expect(ran.code).toBe(0)
})
