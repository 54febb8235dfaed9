import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JournalRecord } from '../../core/journal.ts'
import type { Lots, PriceTicks } from '../../core/price.ts'
import type { Instant } from '../../core/time.ts'
import { FileJournal, type JournalBounds } from './file-journal.ts'
import { journalSegmentPath, readJournal, readJournalLog } from './journal-files.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'isobar-journal-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const sent = (clientOrderId: number): JournalRecord => ({
  time: (1_700_000_000_000_000 + clientOrderId) as Instant,
  kind: 'sent',
  clientOrderId,
})

/** A journal whose state is how many records it has taken, in all its openings. */
async function openCounting(bounds?: JournalBounds): Promise<{
  journal: FileJournal
  append: (record: JournalRecord) => void
}> {
  let taken = 0
  const begun = (found: { checkpoint: unknown; records: readonly JournalRecord[] }) => {
    taken =
      ((found.checkpoint as { taken: number } | null | undefined)?.taken ?? 0) +
      found.records.length
    return () => ({ taken })
  }
  const journal = await FileJournal.open(folder, begun, bounds)
  const append = (record: JournalRecord): void => {
    taken++
    journal.append(record)
  }
  return { journal, append }
}

test('what was committed is there again, money to the atom', async () => {
  const { journal } = await openCounting()
  const fill: JournalRecord = {
    time: 5 as Instant,
    kind: 'answer',
    event: {
      kind: 'filled',
      clientOrderId: 1,
      instrument: 0,
      exchangeTime: 4 as Instant,
      localTime: 5 as Instant,
      tradeId: 'a7-1',
      lots: 3 as Lots,
      priceTicks: 100 as PriceTicks,
      liquidity: 'maker',
      feeAtoms: 123_456_789_012_345_678_901n,
      feeCurrency: 'USDT',
      leavesLots: 0 as Lots,
    },
  }
  journal.append(fill)
  await journal.commit()
  expect((await readJournal(folder)).records).toEqual([fill])
  await journal.close()
})

test('many who ask at once share a write, and each finds its record on the disk', async () => {
  const { journal, append } = await openCounting()
  const counts = await Promise.all(
    Array.from({ length: 200 }, async (_, at) => {
      append(sent(at))
      await journal.commit()
      return (await readJournalLog(folder)).records.filter(
        (record) => record.kind === 'sent' && record.clientOrderId === at,
      ).length
    }),
  )
  expect(counts.every((count) => count === 1)).toBe(true)
  await journal.close()
})

test('cut off at any byte, a journal gives what was whole before it', async () => {
  const { journal, append } = await openCounting()
  for (let at = 0; at < 3; at++) append(sent(at))
  await journal.close()
  const path = journalSegmentPath(folder, 0)
  const bytes = readFileSync(path)
  const seen: number[] = []
  for (let length = 0; length <= bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length))
    seen.push((await readJournal(folder)).records.length)
  }
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  expect([seen[0], seen.at(-2), seen.at(-1)]).toEqual([0, 2, 3])
  // As a loss of power may leave it.
  writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(4096)]))
  expect(await readJournal(folder)).toMatchObject({ records: { length: 3 }, tornBytes: 4096 })
})

test('a record that is damaged before others is told, with file and offset', async () => {
  const { journal, append } = await openCounting()
  for (let at = 0; at < 3; at++) append(sent(at))
  await journal.close()
  const path = journalSegmentPath(folder, 0)
  const bytes = readFileSync(path)
  bytes[bytes.length - 200]! ^= 1
  writeFileSync(path, bytes)
  await expect(readJournal(folder)).rejects.toThrow(
    /00000000\.journal, byte \d+: expected a record/,
  )
})

test('segments follow one another, each beginning with what came before; old ones go', async () => {
  const bounds = { segmentBytesMost: 400, bytesMost: 2_000 }
  let { journal, append } = await openCounting(bounds)
  for (let at = 0; at < 90; at++) {
    append(sent(at))
    await journal.commit()
    if (at % 30 !== 29) continue
    await journal.close()
    ;({ journal, append } = await openCounting(bounds))
  }
  await journal.close()
  const { checkpoint, records } = await readJournal(folder)
  expect((checkpoint as { taken: number }).taken + records.length).toBe(90)
  const { records: kept } = await readJournalLog(folder)
  expect(kept.length).toBeGreaterThan(10)
  expect(kept.length).toBeLessThan(40)
  expect(kept.at(-1)).toEqual(sent(89))
  expect(readdirSync(folder).some((name) => name.endsWith('.lock'))).toBe(false)
})

test('a journal of more segments than a process may have files open is read to its end', async () => {
  const { journal, append } = await openCounting()
  append(sent(1))
  await journal.close()
  const whole = readFileSync(journalSegmentPath(folder, 0))
  for (let number = 1; number < 3_000; number++)
    writeFileSync(journalSegmentPath(folder, number), whole)
  expect((await readJournalLog(folder)).records).toHaveLength(3_000)
})

test('a checkpoint that was cut off leaves what stood before it', async () => {
  const { journal, append } = await openCounting()
  append(sent(1))
  await journal.close()
  const whole = readFileSync(journalSegmentPath(folder, 0))
  writeFileSync(journalSegmentPath(folder, 1), whole.subarray(0, 25))
  expect((await readJournal(folder)).records).toEqual([sent(1)])
})

test('two cannot write one journal', async () => {
  const { journal } = await openCounting()
  await expect(openCounting()).rejects.toThrow(
    `is writing into ${folder}: a run that goes on (isobar trade status --journal ${folder} tells how it stands)`,
  )
  await journal.close()
})
