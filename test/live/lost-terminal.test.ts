import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { servedKeys } from '../../src/app/exchange/serve.ts'
import { journalStatus, type JournalStatus } from '../../src/app/live/journal-report.ts'
import { lookAtJournal } from '../../src/app/live/open-journal.ts'
import { endedBy } from '../ended-by.ts'
import { served } from '../exchange/served.ts'
import { projectFolder } from '../source-files.ts'
import { until } from '../until.ts'

// Whoever reads a command's lines goes, and the terminal with him.

let folder: string
let exchange: Awaited<ReturnType<typeof served>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'isobar-lost-terminal-'))
  exchange = await served(['binance'])
})
afterAll(async () => {
  await exchange.close()
  rmSync(folder, { recursive: true, force: true })
})

function isobar(args: readonly string[]) {
  const script = join(projectFolder, 'bin', 'isobar')
  const environment = { ...process.env, ISOBAR_HOME: folder }
  const child = spawn(process.execPath, [script, ...args], { env: environment })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

function closePipes({ stdout, stderr }: ChildProcess): void {
  stdout!.destroy()
  stderr!.destroy()
}

async function status(journal: string): Promise<JournalStatus> {
  const { state, isRunning } = await lookAtJournal(journal)
  return journalStatus(state, isRunning)
}

test.skipIf(process.platform === 'win32')(
  'a run goes on without its lines, and leaves no order open when its terminal is closed',
  async () => {
    const config = join(folder, 'config.json')
    const { key: apiKey, secret } = servedKeys
    const content = {
      venues: { binance: { url: exchange.address, apiKey, secret } },
      instruments: ['binance:BTC-USDT'],
      strategy: { everyMs: 50 },
    }
    writeFileSync(config, JSON.stringify(content), { mode: 0o600 })
    const [journal, log] = [join(folder, 'journal'), join(folder, 'log')]
    const at = ['--config', config, '--journal', journal, '--log', log, '--metrics', '0']
    const child = isobar(['trade', '--mode', 'paper', '--strategy', 'drill', ...at])
    // The address of its figures, where the log is there; that it trades is said later.
    let said = ''
    child.stderr.on('data', (data: Buffer) => (said += data.toString()))
    await until(
      () => said.includes('metrics at'),
      () => said,
    )
    closePipes(child)
    await until(
      async () => {
        if (child.exitCode !== null) throw new Error(`ended: ${child.exitCode}`)
        return / trading"|"trading"/.test(readFileSync(log, 'utf8'))
      },
      () => readFileSync(log, 'utf8'),
    )
    await until(async () => (await status(journal)).fills > 0)
    expect(await endedBy(child, { ask: () => child.kill('SIGHUP') })).toBe(0)
    expect(await status(journal)).toMatchObject({ isRunning: false, openOrders: [] })
  },
)

test('a command that only tells something ends quietly with its reader', async () => {
  const child = isobar(['exchange', 'serve', '--venues', 'binance', '--port', '0'])
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  child.stdout.destroy()
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0)
  expect(said).not.toMatch(/EPIPE|\n\s+at /)
})
