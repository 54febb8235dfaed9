import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  collectRows,
  drawnColumns,
  drawnMessages,
  fixtureLevels,
  fixtureListings,
  fixtureOrigin,
  keyOfInstrument,
  plainRows,
  sliceRows,
} from '../../../test/recording-fixture.ts'
import { openRecording, type Recording } from './open-recording.ts'
import { RecordingLog } from './recording-log.ts'

// With more drawn recordings: ISOBAR_RUNS=200 npx vitest run src/stores/recording src/stores/export --testTimeout 0
// Each is dozens of messages of all kinds: what goes wrong with one kind shows in any; rare meetings are for the long form.
const runs = Number(process.env['ISOBAR_RUNS'] ?? 4)

let root: string
let made = 0
beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'isobar-recording-'))))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const freshFolder = (): string => join(root, `r${made++}`)

const nameInRun = (index: number): string => keyOfInstrument(fixtureListings[index]!.instrument)
const nameIn =
  ({ instruments }: Recording) =>
  (index: number): string =>
    keyOfInstrument(instruments.at(index))

test('what a log holds is the same to its reader at any time', async () => {
  await fc.assert(
    fc.asyncProperty(drawnMessages, fc.nat(10), async (messages, split) => {
      const folder = freshFolder()
      const rows = drawnColumns(messages)
      const cut = drawnColumns(messages.slice(0, split)).length
      const log = await RecordingLog.open(folder, '0')
      for (const [from, to] of [
        [0, cut],
        [cut, rows.length],
      ] as const) {
        await log.append(sliceRows(rows, from, to), fixtureOrigin)
        const recording = await openRecording(folder)
        const replayed = await collectRows(recording.events())
        const expected = plainRows(sliceRows(rows, 0, to), nameInRun)
        expect(plainRows(replayed, nameIn(recording))).toEqual(expected)
      }
      await log.close()
      const recording = await openRecording(folder)
      expect(recording.segments).toEqual([])
      const replayed = await collectRows(recording.events())
      expect(plainRows(replayed, nameIn(recording))).toEqual(plainRows(rows, nameInRun))
    }),
    { numRuns: runs, seed: 2 },
  )
})

test('two logs on one folder are refused, and a dead one is not in the way', async () => {
  const folder = freshFolder()
  const log = await RecordingLog.open(folder, '0')
  await expect(RecordingLog.open(folder, '0')).rejects.toThrow(`process ${process.pid} is writing`)
  await log.close()
  writeFileSync(join(folder, 'recording.lock'), '999999999')
  const again = await RecordingLog.open(folder, '0')
  await again.close()
})

test('a segment cut at any byte loses the last append and no other; one damaged within is refused', async () => {
  const folder = freshFolder()
  const log = await RecordingLog.open(folder, '0')
  await log.append(fixtureLevels(3, 1), fixtureOrigin)
  const segment = join(folder, 'segments', readdirSync(join(folder, 'segments'))[0]!)
  const before = readFileSync(segment).length
  await log.append(sliceRows(fixtureLevels(5, 1), 3, 5), fixtureOrigin)
  const whole = readFileSync(segment)
  // Who opens to write mends the folder; who reads leaves it as it is.
  const read = copyOf(folder)
  // Where an append begins and ends a cut at every byte; between them at every seventh, at every byte too in the long form.
  const isLooked = (at: number): boolean =>
    runs > 100 || at < before + 48 || at > whole.length - 48 || at % 7 === 0 || at % 100 === 0
  for (let length = before; length <= whole.length; length++) {
    if (!isLooked(length)) continue
    const copy = length % 100 === 0 ? copyOf(folder) : read
    writeFileSync(segmentIn(copy), whole.subarray(0, length))
    const { length: events } = await collectRows((await openRecording(copy)).events())
    expect(events, `${length} bytes`).toBe(length === whole.length ? 5 : 3)
    if (length % 100 !== 0) continue
    const recovered = await RecordingLog.open(copy, '0')
    expect(recovered.events).toBe(3)
    expect(recovered.recovery).toEqual({ events: 3, tornBytes: length - before })
    await recovered.close()
  }
  for (const offset of [2, 5, 9, 11, 13, 17, 40, before - 1]) {
    const copy = copyOf(folder)
    const damaged = Buffer.from(whole)
    damaged[offset]! ^= 0xff
    writeFileSync(segmentIn(copy), damaged)
    await expect(RecordingLog.open(copy, '0'), `offset ${offset}`).rejects.toThrow(
      /segment, byte \d+: expected an entry as it was written/,
    )
    expect(readFileSync(segmentIn(copy))).toEqual(damaged)
  }
  await log.close()
})

const segmentIn = (folder: string): string => join(folder, 'segments', `${'0'.repeat(16)}.segment`)

function copyOf(folder: string): string {
  const copy = mkdtempSync(join(root, 'copy-'))
  copyFileSync(join(folder, 'recording.json'), join(copy, 'recording.json'))
  mkdirSync(join(copy, 'segments'))
  return copy
}
