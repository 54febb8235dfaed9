import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readDouble } from './decimal-text.ts'

const read = (text: string): number => {
  const bytes = Uint8Array.from(`"${text}",`, (letter) => letter.charCodeAt(0))
  return readDouble(bytes, 1, bytes.length - 2)
}

test('a decimal text is read as the nearest double, as the platform reads it', () => {
  fc.assert(
    fc.property(fc.bigInt(-(10n ** 18n), 10n ** 18n), fc.nat(18), (mantissa, decimals) => {
      const digits = String(mantissa < 0n ? -mantissa : mantissa).padStart(decimals + 1, '0')
      const cut = digits.length - decimals
      const text = `${mantissa < 0n ? '-' : ''}${digits.slice(0, cut)}.${digits.slice(cut)}`
      expect(Object.is(read(text), Number(text)), text).toBe(true)
    }),
  )
  expect(read('0.00010000')).toBe(0.0001)
  expect(read('1.25e-5')).toBe(0.0000125)
  expect(read('-3E2')).toBe(-300)
  const long = '1234567890'.repeat(3)
  expect(read(long)).toBe(Number(long))
})

test('what is no decimal number is NaN', () => {
  for (const text of ['', '-', '.', 'e5', '1.2.3', '0x10', 'NaN', 'Infinity', '1 ', '1,5', '--1']) {
    expect(read(text), text).toBeNaN()
  }
  expect(read('1'.repeat(5000))).toBeNaN()
})
