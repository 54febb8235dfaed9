import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { Random } from '../src/math/random.ts'
import { openRecording } from '../src/stores/recording/open-recording.ts'
import { RecordingLog } from '../src/stores/recording/recording-log.ts'
import { projectFolder } from './source-files.ts'

// A recorder killed at any instant loses nothing it has acknowledged, and leaves nothing half done. With
// `ISOBAR_KILLS=100 npx vitest run test/kill-recorder.test.ts` at a hundred instants.

const kills = Number(process.env['ISOBAR_KILLS'] ?? 4)
const seed = Number(process.env['ISOBAR_SEED'] ?? 1)

/** Starts the recorder, kills it after a while and says how many events it had acknowledged; 0 without a word of it. */
async function recordAndKill(
  folder: string,
  milliseconds: number,
  from: KillFrom,
): Promise<number> {
  const child = spawn(process.execPath, [join(projectFolder, 'test/recording-child.mjs'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  let timer: NodeJS.Timeout | undefined
  const kill = (): void => void (timer ??= setTimeout(() => child.kill('SIGKILL'), milliseconds))
  if (from === 'start') kill()
  child.stdout.on('data', (data: Buffer) => {
    kill()
    printed += data.toString()
  })
  await new Promise((resolve) => child.on('close', resolve))
  const lines = printed.slice(0, printed.lastIndexOf('\n') + 1).split('\n')
  return Number(lines.at(-2) ?? 0)
}

/** A process needs a third of a second to start, and then first brings in order what the last kill left. */
type KillFrom = 'start' | 'first acknowledgement'

/** Reads all events, checks that they are the first ones of what the recorder makes up, and counts them. */
async function countEvents(folder: string): Promise<number> {
  const recording = await openRecording(folder)
  let event = 0
  for await (const batch of recording.events()) {
    for (let row = 0; row < batch.length; row++, event++) {
      const message = Math.floor(event / 4)
      const isRight =
        batch.sequence[row] === message &&
        batch.price[row] === event &&
        batch.quantity[row] === event % 1000 &&
        batch.localTime[row] === 1_700_000_000_000_000 + message * 3_600_000 &&
        recording.instruments.at(batch.instrument[row]!).name ===
          ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'][message % 3] &&
        (batch.flags[row]! & 1) === (event % 4 === 3 ? 1 : 0)
      if (!isRight) throw new Error(`event ${event} is not what was recorded`)
    }
  }
  expect(event % 4, 'events of a message that is not whole').toBe(0)
  return event
}

async function eventsInParquet(folder: string): Promise<number> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const counted = await connection.runAndReadAll(
    `SELECT count(*)::INTEGER, count(DISTINCT event)::INTEGER FROM '${folder}/events/**/*.parquet'`,
  )
  const [[events, distinct]] = counted.getRows() as [[number, number]]
  instance.closeSync()
  expect(distinct).toBe(events)
  return events
}

test(`a recorder killed at ${kills} instants loses nothing and leaves nothing half written`, async () => {
  const folder = mkdtempSync(join(tmpdir(), `isobar-kill-${seed}-`))
  const random = new Random(seed)
  let kept = 0
  for (let kill = 0; kill < kills; kill++) {
    // Once in a while a fresh start, so that the first hours are killed too.
    if (kill % 10 === 0) {
      rmSync(folder, { recursive: true, force: true })
      kept = 0
    }
    const from = kill % 2 === 0 ? 'first acknowledgement' : 'start'
    const acknowledged = await recordAndKill(folder, random.uniform() * 1_000, from)
    const events = existsSync(join(folder, 'recording.json')) ? await countEvents(folder) : 0
    expect(events, `kill ${kill} of seed ${seed}`).toBeGreaterThanOrEqual(
      Math.max(acknowledged, kept),
    )
    kept = events
    if (kill % 3 !== 0) continue
    const log = await RecordingLog.open(folder, '0')
    expect(log.events, `kill ${kill} of seed ${seed}`).toBe(events)
    await log.close()
    expect(await eventsInParquet(folder)).toBe(events)
    expect(readdirSync(folder).toSorted()).toEqual(['events', 'recording.json', 'segments'])
    expect(readdirSync(join(folder, 'segments'))).toEqual([])
  }
  rmSync(folder, { recursive: true, force: true })
}, 600_000)
