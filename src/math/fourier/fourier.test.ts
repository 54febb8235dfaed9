import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { complexFourier } from './complex-fourier.ts'
import { realFourier, type Spectrum } from './real-fourier.ts'
import { unitCircle } from './unit-circle.ts'

interface Parts {
  readonly re: readonly number[]
  readonly im: readonly number[]
}

interface Golden<Values> {
  readonly name: string
  readonly values: Values
  readonly spectrum: Parts
}

function goldens<Values>(file: string): readonly Golden<Values>[] {
  const path = new URL(`../../../fixtures/math/fourier/${file}`, import.meta.url)
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: Golden<Values>[] }).cases
}

/** The sum as it is written, one frequency after the other. */
function slowTransform({ re, im }: Parts): Parts {
  const size = re.length
  const { cosines, sines } = unitCircle(size)
  const sum = (f: number, part: (t: number, k: number) => number): number =>
    re.reduce((total, _, t) => total + part(t, (f * t) % size), 0)
  const frequencies = Array.from({ length: size }, (_, f) => f)
  return {
    re: frequencies.map((f) => sum(f, (t, k) => re[t]! * cosines[k]! + im[t]! * sines[k]!)),
    im: frequencies.map((f) => sum(f, (t, k) => im[t]! * cosines[k]! - re[t]! * sines[k]!)),
  }
}

/** The largest difference, in units of the spectrum's root mean square. */
function departure(found: Parts, expected: Parts): number {
  const both = (parts: Parts): number[] => [...parts.re, ...parts.im]
  const wanted = both(expected)
  const size = Math.hypot(...wanted) / Math.sqrt(expected.re.length)
  const largest = Math.max(...both(found).map((value, k) => Math.abs(value - wanted[k]!)))
  return size === 0 ? largest : largest / size
}

// A few roundings a stage, and at most ten stages here; the slow sum of 256 terms loses as much.
const rounded = 2e-14

function transformed({ re, im }: Parts): Parts {
  const columns = [Float64Array.from(re), Float64Array.from(im)] as const
  complexFourier(re.length)(...columns)
  return { re: [...columns[0]], im: [...columns[1]] }
}

function spectrumOf(values: Float64Array): Spectrum {
  const bins = values.length / 2 + 1
  const spectrum = { re: new Float64Array(bins), im: new Float64Array(bins) }
  realFourier(values.length).forward(values, spectrum)
  return spectrum
}

const asParts = ({ re, im }: Spectrum): Parts => ({ re: [...re], im: [...im] })

test.for(goldens<Parts>('complex.json'))("$name: numpy's fft", ({ values, spectrum }) => {
  expect(departure(transformed(values), spectrum)).toBeLessThan(rounded)
})

test.for(goldens<readonly number[]>('real.json'))("$name: numpy's rfft", ({ values, spectrum }) => {
  const found = spectrumOf(Float64Array.from(values))
  expect(departure(asParts(found), spectrum)).toBeLessThan(rounded)
})

const runs = { seed: 20261128, numRuns: 200 }
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })
/** Series of a power of two, as real and imaginary part. */
const series: fc.Arbitrary<Parts> = fc.integer({ min: 0, max: 8 }).chain((power) => {
  const part = fc.array(number, { minLength: 2 ** power, maxLength: 2 ** power })
  return fc.record({ re: part, im: part })
})
const realSeries = series.filter(({ re }) => re.length >= 2).map(({ re }) => Float64Array.from(re))

test('the transform is the sum it stands for', () => {
  fc.assert(
    fc.property(series, (values) => {
      expect(departure(transformed(values), slowTransform(values))).toBeLessThan(rounded)
    }),
    runs,
  )
})

test('with its columns exchanged it leads back, but for the size', () => {
  fc.assert(
    fc.property(series, (values) => {
      const { re, im } = transformed(values)
      const back = transformed({ re: im, im: re })
      const size = re.length
      const found = { re: back.im.map((v) => v / size), im: back.re.map((v) => v / size) }
      expect(departure(found, values)).toBeLessThan(rounded)
    }),
    runs,
  )
})

test('a real series has half the spectrum of the same series as a complex one', () => {
  fc.assert(
    fc.property(realSeries, (values) => {
      const whole = transformed({ re: [...values], im: [...values].fill(0) })
      const bins = values.length / 2 + 1
      const half = { re: whole.re.slice(0, bins), im: whole.im.slice(0, bins) }
      const found = asParts(spectrumOf(values))
      expect(departure(found, half)).toBeLessThan(rounded)
      expect([found.im[0]!, found.im.at(-1)!].map(Math.abs)).toEqual([0, 0])
    }),
    runs,
  )
})

test('a real spectrum leads back to its series', () => {
  fc.assert(
    fc.property(realSeries, (values) => {
      const back = new Float64Array(values.length)
      realFourier(values.length).inverse(spectrumOf(values), back)
      const zeros = [...values].fill(0)
      expect(departure({ re: [...back], im: zeros }, { re: [...values], im: zeros })).toBeLessThan(
        rounded,
      )
    }),
    runs,
  )
})

test('a spectrum multiplied by the other conjugated is the spectrum of their cross-products', () => {
  const size = 64
  // Zeros behind each, or the circle would bring the end to the start.
  const a = Float64Array.from({ length: size }, (_, t) => (t < 30 ? Math.sin(t * t) : 0))
  const b = Float64Array.from({ length: size }, (_, t) => (t < 30 ? Math.cos(3 * t * t) : 0))
  const [p, q] = [spectrumOf(a), spectrumOf(b)]
  const product = {
    re: p.re.map((_, f) => p.re[f]! * q.re[f]! + p.im[f]! * q.im[f]!),
    im: p.re.map((_, f) => p.im[f]! * q.re[f]! - p.re[f]! * q.im[f]!),
  }
  const found = new Float64Array(size)
  realFourier(size).inverse(product, found)
  for (const lag of [0, 1, 7, 29]) {
    const direct = b.reduce((sum, value, t) => sum + value * (a[t + lag] ?? 0), 0)
    expect(found[lag]).toBeCloseTo(direct, 12)
  }
})

test('a constant has nothing but its sum, and what is not finite stays so', () => {
  const { re, im } = spectrumOf(new Float64Array(8).fill(0.5))
  expect([...re]).toEqual([4, 0, 0, 0, 0])
  expect([...im].map(Math.abs)).toEqual([0, 0, 0, 0, 0])
  const spoilt = spectrumOf(Float64Array.of(1, Number.NaN, 1, 1))
  expect(spoilt.re.every((value) => Number.isNaN(value))).toBe(true)
})

test('a length that is no power of two is a bug', () => {
  for (const size of [0, 3, 6, -2, 1.5, Number.NaN]) {
    expect(() => complexFourier(size), `${size}`).toThrow('power of two')
    expect(() => realFourier(size), `${size}`).toThrow('power of two')
  }
  expect(() => realFourier(1)).toThrow('power of two')
  expect(() => complexFourier(4)(new Float64Array(4), new Float64Array(2))).toThrow('got 4 and 2')
})

test.for([4, 8, 24, 256])('a circle of %i points is exact in its quarters', (size) => {
  const { cosines, sines } = unitCircle(size)
  expect([cosines[size / 4], sines[size / 4]]).toEqual([0, 1])
  for (let k = 0; k < size; k++) {
    expect(Math.abs(Math.hypot(cosines[k]!, sines[k]!) - 1)).toBeLessThan(3e-16)
    expect(cosines[k]! + cosines[(k + size / 2) % size]!).toBe(0)
  }
})

test('a circle has eighths, or at most four points', () => {
  expect([...unitCircle(1).cosines, ...unitCircle(2).cosines]).toEqual([1, 1, -1])
  expect(() => unitCircle(12)).toThrow('eighths')
})
