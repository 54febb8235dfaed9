import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RawMessage } from '../../core/events/raw-message.ts'
import type { Instant } from '../../core/time.ts'
import { readCapture } from './capture-files.ts'
import { rawLine, RawLog, type RawLine } from './raw-log.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'isobar-raw-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const start = Date.UTC(2026, 10, 29, 13, 59, 59) * 1_000

function line(after: number, text: string, kind: RawMessage['kind'] = 'message'): RawLine {
  return rawLine({
    feed: 'bybit',
    connection: 'bybit.spot.ws.1',
    kind,
    address: 'wss://here/spot',
    localTime: (start + after) as Instant,
    bytes: Buffer.from(text),
  })
}

const folderOfFeed = (): string => join(folder, 'raw', 'bybit')
const names = (): string[] => readdirSync(folderOfFeed()).toSorted()

async function read(name: string): Promise<readonly (readonly [number, string, string])[]> {
  const all: (readonly [number, string, string])[] = []
  for await (const { localTime, kind, bytes, start: from, end } of readCapture(
    join(folderOfFeed(), name),
  ))
    all.push([localTime - start, kind, Buffer.from(bytes.subarray(from, end)).toString('utf8')])
  return all
}

test('what came reads as it came, to the microsecond, an hour to a file', async () => {
  const log = new RawLog(folder)
  await log.append([
    line(1, '', 'connected'),
    line(123_457, '{"a":"1\\u00e9 é"}'),
    line(999_999, '{}', 'answer'),
  ])
  await log.append([line(1_000_000, '{"later":1}')])
  await log.close()
  expect(names()).toEqual(['2026-11-29T13.jsonl.gz', '2026-11-29T14.jsonl.gz'])
  expect(await read('2026-11-29T13.jsonl.gz')).toEqual([
    [1, 'connected', ''],
    [123_457, 'message', '{"a":"1\\u00e9 é"}'],
    [999_999, 'answer', '{}'],
  ])
  expect(await read('2026-11-29T14.jsonl.gz')).toEqual([[1_000_000, 'message', '{"later":1}']])
})

test('who is killed leaves whole lines to whoever comes next, and packed hours are left alone', async () => {
  const killed = new RawLog(folder)
  await killed.append([line(1, '{"a":1}')])
  appendFileSync(join(folderOfFeed(), '2026-11-29T13.jsonl'), '{"t":"recv","conn":"by')
  const next = new RawLog(folder)
  await next.append([line(5, '{"b":1}')])
  await next.close()
  const third = new RawLog(folder)
  await third.append([line(9, '{"c":1}')])
  expect(names()).toEqual(['2026-11-29T13-2.jsonl', '2026-11-29T13.jsonl.gz'])
  expect(readFileSync(join(folderOfFeed(), '2026-11-29T13-2.jsonl'), 'utf8')).toContain('"c')
  await third.close()
  const all = [
    ...(await read('2026-11-29T13.jsonl.gz')),
    ...(await read('2026-11-29T13-2.jsonl.gz')),
  ]
  expect(all.map(([, , text]) => text)).toEqual(['{"a":1}', '{"b":1}', '{"c":1}'])
})
