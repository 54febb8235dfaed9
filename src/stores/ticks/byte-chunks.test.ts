import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { zipArchive } from '../../../test/zip-archive.ts'
import { readChunks, readLines } from './byte-chunks.ts'

let folder: string
let made = 0
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'isobar-chunks-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(bytes: Uint8Array | string): string {
  const path = join(folder, `f${made++}`)
  writeFileSync(path, bytes)
  return path
}

async function unpacked(bytes: Uint8Array): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of readChunks(file(bytes))) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const lengthOf = async (bytes: Uint8Array): Promise<number> => (await unpacked(bytes)).length

/** Longer than a few pieces, and not compressible to nothing. */
const long = Buffer.from(
  Array.from({ length: 300_000 }, (_, k) => `${k},${(k * 7_919) % 10_007}\n`).join(''),
)

test('what a file is, its first bytes tell: plain, gzip, gzip of several members, zip stored and deflated', async () => {
  const half = long.length >> 1
  expect((await unpacked(long)).equals(long)).toBe(true)
  expect((await unpacked(gzipSync(long))).equals(long)).toBe(true)
  const members = [gzipSync(long.subarray(0, half)), gzipSync(long.subarray(half))]
  expect((await unpacked(Buffer.concat(members))).equals(long)).toBe(true)
  for (const shape of [
    {},
    { stored: true },
    { wide: true },
    { comment: 'PK of a venue' },
  ] as const) {
    expect((await unpacked(zipArchive({ 'a.csv': long }, shape))).equals(long)).toBe(true)
  }
  expect(await unpacked(Buffer.alloc(0))).toEqual(Buffer.alloc(0))
  expect(await unpacked(gzipSync(Buffer.alloc(0)))).toEqual(Buffer.alloc(0))
})

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at]! ^= 0x40
  return copy
}

test('a packed file that is cut off or damaged is told as such', async () => {
  // More than a piece; each of a dozen kinds of damage unpacks it.
  const bytes = long.subarray(0, 1_200_000)
  const gzip = gzipSync(bytes)
  const zip = zipArchive({ 'a.csv': bytes })
  const central = zip.length - 22 - 46 - 'a.csv'.length
  const cases: [damaged: Buffer, message: RegExp][] = [
    [gzip.subarray(0, -1), /a file that unpacks to its end, got packed data that do not/],
    [gzip.subarray(0, gzip.length >> 1), /unexpected end of file/],
    [flipped(gzip, gzip.length >> 1), /packed data that do not/],
    [flipped(gzip, gzip.length - 6), /incorrect data check/],
    [zip.subarray(0, -10), /a whole zip archive, got one without its end: it is cut off/],
    [zip.subarray(0, 1_000), /a whole zip archive, got one without its end: it is cut off/],
    [flipped(zip, central + 1), /a damaged directory/],
    [flipped(zip, central + 17), /CRC-32/],
    [flipped(zip, central + 25), /bytes of a\.csv/],
    [flipped(zip, central + 43), /no file where the directory says/],
    [flipped(zipArchive({ 'a.csv': bytes }, { stored: true }), 5_000), /CRC-32 \d+, got \d+ bytes/],
    [zipArchive({ 'a.csv': bytes, 'b.csv': bytes }), /an archive of one file, got 2 of them/],
    [zipArchive({}), /a whole zip archive|an archive of one file/],
  ]
  for (const [damaged, message] of cases) {
    if (damaged.length === 22) continue // an archive of nothing does not begin as one
    await expect(lengthOf(damaged)).rejects.toThrow(message)
  }
  await expect(readChunks(join(folder, 'absent')).next()).rejects.toThrow('no such file')
})

test('lines come whole, wherever the pieces are cut', async () => {
  for (const packed of [long, gzipSync(long)]) {
    const lines: string[] = []
    for await (const { bytes, start, end, isUnended } of readLines(file(packed))) {
      expect(bytes[end - 1]).toBe(0x0a)
      expect(isUnended).toBe(false)
      lines.push(bytes.toString('latin1', start, end))
    }
    expect(lines.join('') === long.toString('latin1')).toBe(true)
  }
})

test('a last line without an end is ended, and told', async () => {
  const seen: [string, boolean][] = []
  for await (const { bytes, start, end, isUnended } of readLines(file('a,1\nb,2'))) {
    seen.push([bytes.toString('latin1', start, end), isUnended])
  }
  expect(seen).toEqual([
    ['a,1\n', false],
    ['b,2\n', true],
  ])
})
