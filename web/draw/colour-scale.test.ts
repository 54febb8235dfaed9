import { expect, test } from 'vitest'
import { colourAt, darkScale, lightScale, placeOf, scaleTicks, type Rgb } from './colour-scale.ts'

/** Relative luminance (WCAG 2.2, definition of the same name). */
function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

test('places are even in the logarithm: 1 at one end, the floor and below at the other', () => {
  expect([1, 1e-3, 1e-6, 1e-12, 0].map((q) => placeOf(q, 1e-6))).toEqual([
    0,
    expect.closeTo(0.5, 12),
    1,
    1,
    1,
  ])
  expect(placeOf(NaN, 1e-6)).toBeUndefined()
})

test.each([
  ['light', lightScale, -1],
  ['dark', darkScale, 1],
])('the %s scale reads in grey: its lightness goes one way', (_, scale, direction) => {
  const steps = Array.from({ length: 101 }, (__, step) => luminance(colourAt(scale, step / 100)))
  for (let step = 1; step < steps.length; step++) {
    expect(direction * (steps[step]! - steps[step - 1]!)).toBeGreaterThanOrEqual(0)
  }
  // 7:1 between the ends, the contrast WCAG asks of small text.
  const [dark, light] = [Math.min(...steps), Math.max(...steps)]
  expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(7)
})

test('beyond its ends a scale keeps its end colours', () => {
  expect(colourAt(lightScale, -1)).toEqual(lightScale.stops[0])
  expect(colourAt(lightScale, 2)).toEqual(lightScale.stops.at(-1))
})

test('a tick stands at each power of ten', () => {
  expect(scaleTicks(1e-3).map(({ place }) => place)).toEqual([0, 1 / 3, 2 / 3, 1])
})
