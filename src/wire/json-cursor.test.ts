import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonCursor } from './json-cursor.ts'

const encoder = new TextEncoder()

/** Where `skipValue` fails on a whole message, which stands between other bytes; undefined when it does not. */
function faultOf(bytes: Uint8Array): number | undefined {
  const longer = new Uint8Array(bytes.length + 6).fill(0x31)
  longer.set(bytes, 3)
  const cursor = new JsonCursor()
  cursor.place(longer, 3, 3 + bytes.length)
  if (cursor.skipValue() && cursor.finished()) return undefined
  expect(cursor.failed).toBe(true)
  expect(cursor.faultAt).toBeGreaterThanOrEqual(3)
  expect(cursor.faultAt).toBeLessThanOrEqual(3 + bytes.length)
  return cursor.faultAt - 3
}

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const changes = fc.array(fc.record({ at: fc.nat(300), byte: fc.integer({ min: 9, max: 126 }) }), {
  maxLength: 3,
})

test('what JSON.parse accepts is stepped over whole, and what it refuses is refused', () => {
  let refused = 0
  fc.assert(
    fc.property(fc.json({ stringUnit: 'grapheme-ascii' }), changes, (json, changed) => {
      const bytes = encoder.encode(json)
      for (const { at, byte } of changed) bytes[at % bytes.length] = byte
      const fault = faultOf(bytes)
      if (fault !== undefined) refused++
      expect(fault === undefined, new TextDecoder().decode(bytes)).toBe(
        parses(new TextDecoder().decode(bytes)),
      )
    }),
    { numRuns: 3000 },
  )
  expect(refused).toBeGreaterThan(300)
})

test('a message cut anywhere is refused at its end at the latest', () => {
  const bytes = encoder.encode(' {"a" : [1.5e-3, "x\\u00e9\\/", null, {"b":{}}], "c":true}\r\n')
  expect(faultOf(bytes)).toBeUndefined()
  for (let end = 0; end < bytes.length - 2; end++) {
    expect(faultOf(bytes.subarray(0, end)), `the first ${end} bytes`).toBeLessThanOrEqual(end)
  }
})

test('numbers are those of JSON', () => {
  for (const good of ['0', '-0', '1.5', '-1.5e+10', '2E3', '1e400', '0.10000000']) {
    expect(faultOf(encoder.encode(good)), good).toBeUndefined()
  }
  for (const bad of ['01', '1.', '.5', '+1', '-', '1e', '1e+', 'NaN', 'Infinity', '1_0', '0x1']) {
    expect(faultOf(encoder.encode(bad)), bad).toBeDefined()
  }
})

test('a scalar is given as it stands, escapes resolved', () => {
  const cursor = new JsonCursor()
  const scalar = (json: string): string => {
    const bytes = encoder.encode(json)
    cursor.place(bytes, 0, bytes.length)
    expect(cursor.scalar(), json).toBe(true)
    return new TextDecoder().decode(cursor.source.subarray(cursor.from, cursor.to))
  }
  expect(scalar('"XBT\\/USD"')).toBe('XBT/USD')
  expect(scalar('"\\u0058\\u4e2d\\n\\""')).toBe('X中\n"')
  expect(scalar('"币安人生USDT"')).toBe('币安人生USDT')
  expect(scalar(' -1.50 ')).toBe('-1.50')
  expect(scalar('null')).toBe('null')
})

test('what leads on without end is refused', () => {
  expect(faultOf(encoder.encode('['.repeat(100_000)))).toBe(64)
  expect(faultOf(encoder.encode('['.repeat(64) + ']'.repeat(64)))).toBeUndefined()
  expect(faultOf(encoder.encode('1'.repeat(2000)))).toBeDefined()
})
