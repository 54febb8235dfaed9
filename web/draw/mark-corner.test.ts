import { expect, test } from 'vitest'
import { markCorner } from './mark-corner.ts'

const label = { widthPx: 60, heightPx: 14, gapPx: 9 }
const within = [0, 400] as const

test('a label stands where no line goes, and within the chart', () => {
  // On the screen y falls as a cost rises.
  const rising = [
    [0, 200],
    [400, 0],
  ] as const
  expect(markCorner([200, 100], label, [rising], within)).toEqual({ right: false, below: false })
  expect(markCorner([30, 185], label, [rising], within)).toEqual({ right: true, below: true })
  const falling = rising.map(([x, y]) => [x, 200 - y] as const)
  expect(markCorner([200, 100], label, [falling], within)).toEqual({ right: true, below: false })
  expect(markCorner([390, 195], label, [falling], within)).toEqual({ right: false, below: true })
})
