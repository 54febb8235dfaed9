import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { heatMost } from './panels/sweep-crossings.tsx'

// WCAG 2.2, success criterion 1.4.3: text of this size needs a contrast of 4.5 to 1.
const contrastLeast = 4.5

const css = readFileSync(join(import.meta.dirname, 'style', 'base.css'), 'utf8')

/** The colours of a block of the style sheet. */
function coloursAfter(head: string): ReadonlyMap<string, string> {
  const block = css.slice(css.indexOf(head)).split('}')[0]!
  return new Map([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map((m) => [m[1]!, m[2]!]))
}

/** Relative luminance of `#rrggbb`, as the criterion defines it. */
function luminanceOf(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((from) => {
    const share = Number.parseInt(colour.slice(from, from + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrastOf(a: string, b: string): number {
  const [darker, lighter] = [luminanceOf(a), luminanceOf(b)].toSorted((x, y) => x - y)
  return (lighter! + 0.05) / (darker! + 0.05)
}

test('black on white is 21 to 1, and a colour on itself 1', () => {
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21, 10)
  expect(contrastOf('#70757a', '#70757a')).toBe(1)
})

/** So much per cent of a colour over another, as `color-mix(in srgb, ...)` has it. */
function mixed(colour: string, percent: number, ground: string): string {
  const channels = [1, 3, 5].map((from) => {
    const [over, under] = [colour, ground].map((one) =>
      Number.parseInt(one.slice(from, from + 2), 16),
    )
    return Math.round((over! * percent + under! * (100 - percent)) / 100)
  })
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

test.each([
  ['light', ':root {'],
  ['dark', ":root[data-theme='dark'] {"],
])('a number can be read on the fullest colour of a sweep’s map: %s', (_, head) => {
  const colours = coloursAfter(head)
  for (const tone of ['accent', 'x']) {
    const ground = mixed(colours.get(tone)!, heatMost, colours.get('sheet')!)
    expect(contrastOf(colours.get('ink')!, ground)).toBeGreaterThanOrEqual(contrastLeast)
  }
})

test.each([
  ['light', ':root {'],
  ['dark by the system', ":root:not([data-theme='light']) {"],
  ['dark by choice', ":root[data-theme='dark'] {"],
])('every colour of text can be read on every ground: %s', (_, head) => {
  const colours = coloursAfter(head)
  const faint = ['ink', 'soft', 'faint', 'accent', 'y', 'x', 'gain', 'loss'].flatMap((text) =>
    ['paper', 'sheet', 'select', 'hover'].map((ground) => ({
      pair: `${text} on ${ground}`,
      contrast: contrastOf(colours.get(text)!, colours.get(ground)!),
    })),
  )
  expect(faint).toHaveLength(32)
  expect(faint.filter(({ contrast }) => !(contrast >= contrastLeast))).toEqual([])
})

test.each([
  ['light', ':root {'],
  ['dark by the system', ":root:not([data-theme='light']) {"],
  ['dark by choice', ":root[data-theme='dark'] {"],
])('every colour of a venue stands out from its ground, and no two are one: %s', (_, head) => {
  const colours = coloursAfter(head)
  const venues = [...colours].filter(([name]) => name.startsWith('venue-'))
  expect(new Set(venues.map(([, colour]) => colour)).size).toBe(8)
  // Success criterion 1.4.11: 3 to 1 for what is drawn.
  for (const [, colour] of venues) {
    expect(contrastOf(colour, colours.get('sheet')!)).toBeGreaterThanOrEqual(3)
  }
})
