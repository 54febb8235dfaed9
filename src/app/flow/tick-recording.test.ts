import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Recording } from '../../stores/recording/open-recording.ts'
import { withRecording } from './tick-recording.ts'

const folder = mkdtempSync(join(tmpdir(), 'isobar-tick-recording-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lines = Array.from({ length: 2_000 }, (_, k) => {
  const time = 1_700_000_000_000_000 + k * 1_000_000
  return `binance,BTCUSDT,${time - 5},${time},${k},buy,${100 + (k % 7)},1`
})
const header = 'exchange,symbol,timestamp,local_timestamp,id,side,price,amount'
writeFileSync(join(folder, 'trades.csv'), `${[header, ...lines].join('\n')}\n`)

const pathOf = (recording: Recording): Promise<string> => Promise.resolve(recording.folder)

test('a recording that was made of files is gone with the work that it was made for', async () => {
  const told: number[] = []
  const onReading = (done: number, total: number): void => void told.push(done / total)
  const made = await withRecording(folder, { onReading }, pathOf)
  expect(told.at(-1)).toBe(1)
  expect(existsSync(made)).toBe(false)
})

test('who ends the reading hears why it ended, and no fault of the file that was being read', async () => {
  const control = new AbortController()
  const reason = new Error('somebody asked for the end')
  const onReading = (): void => control.abort(reason)
  const ended = withRecording(folder, { signal: control.signal, onReading }, pathOf)
  await expect(ended).rejects.toBe(reason)
})
