import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { DataError } from './data-error.ts'
import { isGzip, unpackGzip } from './gunzip.ts'

const text = Array.from({ length: 40_000 }, (_, row) => `${row},${Math.sin(row)}`).join('\n')

test('gzip is told by its first two bytes', () => {
  expect(isGzip(gzipSync(''))).toBe(true)
  expect(isGzip(Buffer.from('timestamp,close'))).toBe(false)
  expect(isGzip(Buffer.alloc(0))).toBe(false)
})

test('a file larger than the least chunk comes back whole', async () => {
  expect((await unpackGzip('a.gz', gzipSync(text))).toString()).toBe(text)
})

test('members one after the other are one text', async () => {
  const packed = Buffer.concat([gzipSync(text), gzipSync('\n'), gzipSync('tail')])
  expect((await unpackGzip('a.gz', packed)).toString()).toBe(`${text}\ntail`)
})

test('an empty member is an empty text', async () => {
  expect(await unpackGzip('a.gz', gzipSync(''))).toHaveLength(0)
})

test.each([
  ['torn in the data', gzipSync(text).subarray(0, 2_000)],
  ['torn in the trailer', gzipSync(text).subarray(0, -3)],
  ['torn in the header', gzipSync(text).subarray(0, 5)],
  ['torn in the second member', Buffer.concat([gzipSync(text), gzipSync(text).subarray(0, 50)])],
  ['with a flipped bit', flipped(gzipSync(text))],
])('a file %s is a fault of the data that names file and gzip', async (_, packed) => {
  const unpacking = unpackGzip('a.gz', packed)
  await expect(unpacking).rejects.toThrow(DataError)
  await expect(unpacking).rejects.toThrow(/^a\.gz: expected a whole gzip file/)
})

function flipped(packed: Buffer): Buffer {
  const middle = packed.length >> 1
  packed.writeUInt8(packed.readUInt8(middle) ^ 0x10, middle)
  return packed
}
