import fc from 'fast-check'
import { expect, test } from 'vitest'
import { utf8Bytes } from './utf8.ts'

test('text becomes the bytes that the platform makes of it', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(texts, (text) => {
      expect(utf8Bytes(text)).toEqual(new TextEncoder().encode(text))
    }),
  )
  expect(utf8Bytes('')).toEqual(new Uint8Array(0))
  expect(utf8Bytes('a\ud800')).toEqual(new TextEncoder().encode('a\ud800'))
})
