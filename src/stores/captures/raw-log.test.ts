import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RawMessage } from '../../core/events/raw-message.ts'
import type { Instant } from '../../core/time.ts'
import { readCapture } from './capture-files.ts'
import { rawLine, RawLog, type RawLine } from './raw-log.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'isobar-raw-'))))
beforeEach(() => void told.splice(0))
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

const told: string[] = []
const opened = (): Promise<RawLog> => RawLog.open(folder, (text) => void told.push(text))

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
  const log = await opened()
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

test('who is killed leaves whole lines to whoever comes next, which are packed then', async () => {
  const killed = await opened()
  await killed.append([line(1, '{"a":1}')])
  appendFileSync(join(folderOfFeed(), '2026-11-29T13.jsonl'), '{"t":"recv","conn":"by')
  writeFileSync(join(folderOfFeed(), '2026-11-29T12.jsonl.gz.part'), 'half')
  // The next comes in another hour, or in this one.
  const next = await opened()
  await next.append([line(1_000_000, '{"b":1}')])
  await next.close()
  const third = await opened()
  await third.append([line(9, '{"c":1}'), line(1_000_009, '{"d":1}')])
  await third.close()
  expect(names()).toEqual([
    '2026-11-29T13-2.jsonl.gz',
    '2026-11-29T13.jsonl.gz',
    '2026-11-29T14-2.jsonl.gz',
    '2026-11-29T14.jsonl.gz',
  ])
  const texts = await Promise.all(names().map(read))
  expect(texts.map((all) => all.map(([, , text]) => text))).toEqual([
    ['{"c":1}'],
    ['{"a":1}'],
    ['{"d":1}'],
    ['{"b":1}'],
  ])
  expect(told).toEqual([])
})

test('who is killed when an hour is packed, before what it was packed from is gone, leaves it once', async () => {
  const log = await opened()
  await log.append([line(1, '{"a":1}')])
  const plain = join(folderOfFeed(), '2026-11-29T13.jsonl')
  const text = readFileSync(plain)
  await log.close()
  writeFileSync(plain, text)
  await (await opened()).close()
  expect(names()).toEqual(['2026-11-29T13.jsonl.gz'])
})

test('an hour that cannot be packed is told of, and those after it are packed', async () => {
  const log = await opened()
  await log.append([line(1, '{"a":1}')])
  rmSync(join(folderOfFeed(), '2026-11-29T13.jsonl'))
  await log.append([line(1_000_000, '{"b":1}')])
  await log.close()
  expect(told).toEqual([expect.stringMatching(/^not packed: .*2026-11-29T13/)])
  expect(names()).toEqual(['2026-11-29T14.jsonl.gz'])
})

test('forty thousand messages that waited for the disk are written in a moment', async () => {
  const log = await opened()
  const from = performance.now()
  await log.append(Array.from({ length: 40_000 }, (_, k) => line(k, `{"n":${k}}`)))
  // A copy of all that went before for each line took a minute.
  expect(performance.now() - from).toBeLessThan(10_000)
  await log.close()
  expect(await read('2026-11-29T13.jsonl.gz')).toHaveLength(40_000)
})
