import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Random } from '../src/math/random.ts'
import { openRecording } from '../src/stores/recording/open-recording.ts'
import { ArchiveServer } from './archive-server.ts'
import { runCommand } from './run-command.ts'
import { projectFolder } from './source-files.ts'

// Import, export and fetch killed at any instant leave what is whole or nothing, and the next run ends as if nothing had
// happened. With `ISOBAR_KILLS=100 npx vitest run test/kill-commands.test.ts test/kill-recorder.test.ts` at a hundred
// instants each; docs/results/recordings.md has what came of that.

const asked = process.env['ISOBAR_KILLS']
const kills = Number(asked ?? 2)
/** Of the short form and of the long one; as many hours, and with them files, in both. */
const [exportRows, stepUs, months] =
  asked === undefined ? [16_000, 12_500_000, 12] : [200_000, 1_000_000, 24]
const rows = asked === undefined ? 24_000 : 60_000
const seed = Number(process.env['ISOBAR_SEED'] ?? 1)

let root: string
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-kill-commands-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Trades over some hours, so that there are many files to write. */
function trades(count: number): string {
  const lines = Array.from({ length: count }, (_, k) => {
    const time = 1_700_000_000_000_000 + k * stepUs
    const side = k % 2 === 0 ? 'buy' : 'sell'
    return `binance,BTCUSDT,${time - 5},${time},${k},${side},${(100 + (k % 7) / 4).toFixed(2)},${k + 1}`
  })
  return `exchange,symbol,timestamp,local_timestamp,id,side,price,amount\n${lines.join('\n')}\n`
}

/** Runs the command, kills it after so many milliseconds, and says how long it took. */
async function run(args: readonly string[], killAfter = Infinity): Promise<number> {
  const started = performance.now()
  const child = spawn(process.execPath, [join(projectFolder, 'bin/isobar'), ...args, '--quiet'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ISOBAR_HOME: join(root, 'home'), TARDIS_API_KEY: '' },
  })
  const isKilled = killAfter < Infinity
  const timer = isKilled ? setTimeout(() => child.kill('SIGKILL'), killAfter) : undefined
  const code = await new Promise((resolve) => child.on('close', resolve))
  clearTimeout(timer)
  if (!isKilled && code !== 0)
    throw new Error(`isobar ${args.join(' ')}: exit code ${String(code)}`)
  return performance.now() - started
}

interface Campaign {
  readonly args: readonly string[]
  /** Holds what a kill left against what may be there; true when all of it is done. */
  readonly isDone: () => Promise<boolean> | boolean
  /** Takes away what there is. */
  readonly clear: () => void
}

/**
 * Kills at instants spread over the time that an undisturbed run takes; where nothing was left undone, some more: a machine
 * that has become quieter is done before. How often something was left undone.
 */
async function killed({ args, isDone, clear }: Campaign): Promise<number> {
  const random = new Random(seed)
  let duration = await run(args)
  expect(await isDone()).toBe(true)
  clear()
  let undone = 0
  for (let kill = 0; kill < kills || (undone === 0 && kill < 5 * kills); kill++) {
    const lasted = await run(args, random.uniform() * duration)
    if (await isDone()) {
      clear()
      duration = Math.min(duration, lasted)
    } else undone++
  }
  await run(args)
  expect(await isDone()).toBe(true)
  return undone
}

test(`an import killed at ${kills} instants`, async () => {
  const source = join(root, 'trades.csv')
  const out = join(root, 'imported')
  writeFileSync(source, trades(rows))
  const undone = await killed({
    args: ['data', 'import', 'tardis', source, '--out', out],
    clear: () => rmSync(out, { recursive: true, force: true }),
    async isDone() {
      if (!existsSync(out)) return false
      let events = 0
      for await (const batch of (await openRecording(out)).events()) events += batch.length
      expect(events).toBe(rows)
      return true
    },
  })
  expect(undone).toBeGreaterThan(0)
  expect(readdirSync(root).filter((name) => name.startsWith('imported'))).toEqual(['imported'])
}, 900_000)

test(`an export killed at ${kills} instants`, async () => {
  const source = join(root, 'exported.csv')
  const recording = join(root, 'recorded')
  const out = join(root, 'exported')
  writeFileSync(source, trades(exportRows))
  const ran = runCommand(['data', 'import', 'tardis', source, '--out', recording], root)
  expect(ran.exitCode, ran.stderr).toBe(0)
  const whole = new Map<string, Buffer>()
  const undone = await killed({
    args: ['data', 'export', recording, '--out', out],
    clear: () => rmSync(out, { recursive: true, force: true }),
    isDone() {
      if (!existsSync(out)) return false
      const files = readdirSync(out)
      // The first run is undisturbed.
      if (whole.size === 0) for (const file of files) whole.set(file, readFileSync(join(out, file)))
      expect(files.toSorted()).toEqual([...whole.keys()].toSorted())
      for (const file of files)
        expect(whole.get(file)!.equals(readFileSync(join(out, file)))).toBe(true)
      return true
    },
  })
  expect(undone).toBeGreaterThan(0)
  expect(whole.size).toBe(4)
  const left = readdirSync(root).filter((name) => name.startsWith('exported'))
  expect(left.toSorted()).toEqual(['exported', 'exported.csv'])
}, 900_000)

test(`a fetch killed at ${kills} instants`, async () => {
  const server = new ArchiveServer()
  const address = await server.start()
  const out = join(root, 'fetched')
  const bytes = gzipSync(trades(rows))
  const names = Array.from({ length: months }, (_, k) => {
    const [year, month] = [2022 + Math.floor(k / 12), String((k % 12) + 1).padStart(2, '0')]
    server.files.set(`binance/trades/${year}/${month}/01/BTCUSDT.csv.gz`, { bytes })
    return `binance_trades_${year}-${month}-01_BTCUSDT.csv.gz`
  })
  const what = '--archive tardis --venue binance --symbol BTCUSDT --from 2022-01-01 --to'
  const undone = await killed({
    args: [
      'data',
      'fetch',
      ...what.split(' '),
      `${2022 + months / 12}-01-01`,
      '--out',
      out,
      '--address',
      address,
    ],
    clear: () => rmSync(out, { recursive: true, force: true }),
    isDone() {
      const there = existsSync(out) ? readdirSync(out) : []
      const whole = there.filter((name) => names.includes(name))
      for (const name of whole) expect(bytes.equals(readFileSync(join(out, name)))).toBe(true)
      // What is under way has another name.
      const parts = there.filter((name) => !names.includes(name))
      for (const name of parts) expect(name).toContain('.part')
      return whole.length === names.length && parts.length === 0
    },
  })
  expect(undone).toBeGreaterThan(0)
  await server.stop()
}, 900_000)
