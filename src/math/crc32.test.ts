import { crc32 as crc32OfZlib } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32 } from './crc32.ts'

test('agrees with zlib on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, beyond) => {
      const longer = new Uint8Array(bytes.length + beyond)
      longer.set(bytes)
      expect(crc32(longer, bytes.length)).toBe(crc32OfZlib(bytes))
      expect(crc32(bytes)).toBe(crc32OfZlib(bytes))
    }),
  )
})

test('no bytes give zero', () => {
  expect(crc32(new Uint8Array(0))).toBe(0)
})
